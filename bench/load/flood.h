/* Handshakes that cost the server everything and this client next to nothing. */
#ifndef FLOOD_H
#define FLOOD_H

/* The same ClientHello on each connection, which is reset as soon as the server's certificate and
 * signature are there; prints how many got them. */
int run_flood(void);

#endif
