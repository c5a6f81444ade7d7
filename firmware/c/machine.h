/* What a board gives: a wire, a clock that only counts, and a person to talk to. */
#ifndef MACHINE_H
#define MACHINE_H
#include <stddef.h>

/* The serial port to the gateway. */
void machine_start(void);
void machine_send(const char *bytes, size_t len);
int machine_receive(void); /* -1 when nothing came. */

/* Parts of a second that have passed since the last call: 0 or 1; one is between 0.2 s and 0.7 s. */
int machine_ticks(void);

/* Text for the person, and the end; by semihosting, which debuggers and emulators have. */
void machine_print(const char *text);
_Noreturn void machine_exit(int code);

#endif
