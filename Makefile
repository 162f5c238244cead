# Every target says what it does: make help.
#
# The cluster is the local one of e2e/cluster, unless the command line names another:
#   make demo KUBECONFIG=/path/to/config CONTEXT=my-context IMAGE_PREFIX=registry.example/team
# Its nodes must be able to pull the images then; image/README.md says how to push them.
# KUBECONFIG in the environment is ignored, so that nothing reaches a cluster by accident.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
MAKEFLAGS += --no-print-directory

# An installed JDK 25, whatever `java` on the PATH is: Maven itself must run on it.
is_jdk_25 = { test -x $(1)/bin/javac && grep -qs 'JAVA_VERSION="25[."]' $(1)/release; }
export JAVA_HOME := $(shell for jdk in "$${JAVA_HOME:-}" /usr/lib/jvm/*25* /opt/*jdk*25*; do \
  if $(call is_jdk_25,"$$jdk"); then echo "$$jdk"; break; fi; done)
# Maven's own libraries use what JDK 25 warns of.
export MAVEN_OPTS := $(MAVEN_OPTS) --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED

MVN := mvn --batch-mode --no-transfer-progress
CLUSTER := e2e/cluster/cluster
IMAGES := sidecar-proxy/target/sidecar-image.tar operator/target/operator-image.tar e2e/target/e2e-client-image.tar

IMAGE_PREFIX := localhost/https-upgrade
ifneq ($(filter command line,$(origin KUBECONFIG) $(origin CONTEXT)),)
  FOREIGN_CLUSTER := yes
  HELM := helm
  KUBECTL := kubectl $(if $(KUBECONFIG),--kubeconfig=$(KUBECONFIG)) $(if $(CONTEXT),--context=$(CONTEXT))
else
  FOREIGN_CLUSTER :=
  KUBECTL := $(CLUSTER) kubectl
  HELM := $(CLUSTER) helm
endif
export KUBECTL HELM IMAGE_PREFIX
export STARTED := $(shell date +%s)

.PHONY: help
help: ## show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 15

.PHONY: build
build: jdk ## compile and package every module, without tests
	@$(MVN) package -DskipTests

.PHONY: fmt
fmt: jdk ## format the Java sources
	@$(MVN) spotless:apply

.PHONY: unit
unit: jdk ## run the unit tests: no cluster, no network
	@$(MVN) test

.PHONY: test
test: deploy ## run all tests: unit, integration and end-to-end (root; about 50 minutes)
	@image/test
	conformance/install nginx node
	export REQUIRE_UPSTREAMS=true SOAK_SECONDS=60 LARGE_BODY_MIB=256 FUZZ_COUNT=1000
	$(TELL_CLUSTER)
	$(MVN) verify -Pe2e

# What the end-to-end tests are told.
define TELL_CLUSTER
if [[ -n "$(FOREIGN_CLUSTER)" ]]; then
  export KUBECONFIG="$(or $(KUBECONFIG),$(HOME)/.kube/config)" CONTEXT="$(CONTEXT)" E2E_FOREIGN_CLUSTER=true
else
  KUBECONFIG=$$($(CLUSTER) kubeconfig) AUDIT_LOG=$$($(CLUSTER) audit-log)
  export KUBECONFIG AUDIT_LOG
fi
endef

ONLY := -Dspotless.check.skip -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
IT := $(MVN) verify -pl sidecar-proxy -am $(ONLY)

.PHONY: soak
soak: deploy ## mixed traffic, reloads and aborts for SECONDS (600), then bodies of 4 GiB (root)
	@export SOAK_SECONDS=$(or $(SECONDS),600) LARGE_BODY_MIB=4096
	$(IT) -Dit.test=SoakIT,LargeBodyIT
	$(TELL_CLUSTER)
	$(MVN) verify -Pe2e -pl e2e $(ONLY) -Dit.test=SidecarMemoryE2E

# Otherwise a test method is ended after five minutes.
LONGER_THAN = -Djunit.jupiter.execution.timeout.testable.method.default=$$(($1 + 600))s

.PHONY: chaos
chaos: deploy ## crashes at random during upgrades and removals for SECONDS (1200), by SEED (1) (root)
	@export CHAOS_SECONDS=$(or $(SECONDS),1200) CHAOS_SEED=$(or $(SEED),1)
	$(TELL_CLUSTER)
	$(MVN) verify -Pe2e -pl e2e $(ONLY) $(call LONGER_THAN,$$CHAOS_SECONDS) -Dit.test=ChaosE2E

.PHONY: gitops-loop
gitops-loop: deploy ## compare and apply manifests under load for SECONDS (300) (root)
	@export GITOPS_SECONDS=$(or $(SECONDS),300)
	$(TELL_CLUSTER)
	$(MVN) verify -Pe2e -pl e2e $(ONLY) $(call LONGER_THAN,$$GITOPS_SECONDS) -Dit.test=GitOpsE2E,ZeroDriftE2E

.PHONY: fuzz
fuzz: jdk ## mutated requests for SECONDS (600), from SEED (1)
	@export FUZZ_SECONDS=$(or $(SECONDS),600) FUZZ_SEED=$(or $(SEED),1)
	$(IT) -Dit.test=FuzzIT

.PHONY: conformance
conformance: jdk ## testssl.sh and sslscan against the sidecar; writes docs/tls-scan.md (root)
	@conformance/install testssl sslscan
	CONFORMANCE=true $(IT) -Dit.test=TlsConformanceIT

.PHONY: images
images: jdk ## build the container images and say how big they are
	@$(MVN) --quiet package -Pimage -Dmaven.test.skip -Dimage.prefix=$(IMAGE_PREFIX)
	image/sizes $(IMAGES)

.PHONY: bench
bench: jdk ## compare the sidecar with nginx, HAProxy, Envoy and Caddy (about 25 minutes; BENCH=--help)
	@$(MVN) --quiet package -Pimage -Dmaven.test.skip -pl sidecar-proxy -am
	python3 bench $(BENCH)

.PHONY: cluster-up
cluster-up: ## start the local Kubernetes cluster (root; the first time builds it, about 15 minutes)
	@$(if $(FOREIGN_CLUSTER),true,$(CLUSTER) up)

.PHONY: cluster-down
cluster-down: ## remove the local cluster
	@$(CLUSTER) down

.PHONY: kubeconfig
kubeconfig: ## print the path of the local cluster's kubeconfig (with make -s)
	@$(CLUSTER) kubeconfig

.PHONY: load
load: images cluster-up ## bring the images into the local cluster
	@$(if $(FOREIGN_CLUSTER),echo "using the images at $(IMAGE_PREFIX)",$(CLUSTER) load $(IMAGES))

.PHONY: deploy
deploy: load ## install or upgrade the operator, and wait for it
	@e2e/deploy-operator

.PHONY: demo
demo: deploy ## from nothing to an app that serves verified HTTPS; can be run again
	@examples/demo

.PHONY: clean
clean: ## remove everything that was built here (the cluster stays)
	@rm -rf target */target

.PHONY: jdk
jdk:
	@if ! $(call is_jdk_25,"$(JAVA_HOME)"); then
	  echo 'JDK 25 is needed: none in JAVA_HOME, none in /usr/lib/jvm.' >&2
	  echo 'Install one, for example Temurin: https://adoptium.net/installation/linux (package temurin-25-jdk)' >&2
	  exit 1
	fi
