package dev.httpsupgrade.operator.api.v1alpha1;

/**
 * The sidecar that was last seen serving in every pod: what a rollout that fails goes back to.
 *
 * @param image its image
 * @param asked stands for what users asked of it: another one is another sidecar
 * @param template what it adds to the pod template, as JSON
 */
public record SidecarStatus(String image, String asked, String template) {}
