/*
 * Start-up, semihosting and the serial ports of two boards of QEMU: `microbit` (Cortex-M0, nRF51) and
 * mps2-an386 (Cortex-M4, CMSDK). Registers: nRF51 Series Reference Manual 3.0; Arm DDI 0479.
 */
#include "machine.h"
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))
#define SYSTICK_CONTROL REGISTER(0xE000E010u)
#define SYSTICK_RELOAD REGISTER(0xE000E014u)

extern uint32_t stack_top, data_start, data_end, data_load, bss_start, bss_end;
int main(void);

static _Noreturn void reset(void)
{
  for (uint32_t *to = &data_start, *from = &data_load; to < &data_end;) *to++ = *from++;
  for (uint32_t *to = &bss_start; to < &bss_end;) *to++ = 0;
  machine_exit(main());
}

static _Noreturn void fault(void)
{
  machine_print("fault\n");
  machine_exit(1);
}

/* Every exception but reset is a fault: none is switched on. */
__attribute__((section(".vectors"), used)) static const struct {
  uint32_t *stack;
  void (*exceptions[15])(void);
} vectors = {
    &stack_top,
    {reset, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault},
};

static int semihosting(int operation, const void *argument)
{
  register int r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

void machine_print(const char *text) { semihosting(0x04, text); }

_Noreturn void machine_exit(int code)
{
  for (;;) semihosting(0x18, (const void *)(uintptr_t)(code == 0 ? 0x20026 : 0x20023));
}

int machine_ticks(void) { return (SYSTICK_CONTROL >> 16) & 1; }

static void start_counting(void)
{
  SYSTICK_RELOAD = 0xFFFFFF;
  SYSTICK_CONTROL = 5;
}

#ifdef MACHINE_MICROBIT

#define UART 0x40002000u

void machine_start(void)
{
  REGISTER(UART + 0x500) = 4; /* On. */
  REGISTER(UART + 0x000) = 1; /* Receive. */
  REGISTER(UART + 0x008) = 1; /* Send. */
  start_counting();
}

void machine_send(const char *bytes, size_t len)
{
  while (len-- > 0) {
    REGISTER(UART + 0x11C) = 0;
    REGISTER(UART + 0x51C) = (unsigned char)*bytes++;
    while (REGISTER(UART + 0x11C) == 0) {}
  }
}

int machine_receive(void)
{
  if (REGISTER(UART + 0x108) == 0) return -1;
  REGISTER(UART + 0x108) = 0;
  return (int)(REGISTER(UART + 0x518) & 0xFF);
}

#else

#define UART 0x40004000u

void machine_start(void)
{
  REGISTER(UART + 0x10) = 16;
  REGISTER(UART + 0x08) = 3;
  start_counting();
}

void machine_send(const char *bytes, size_t len)
{
  while (len-- > 0) {
    while (REGISTER(UART + 0x04) & 1) {}
    REGISTER(UART) = (unsigned char)*bytes++;
  }
}

int machine_receive(void) { return REGISTER(UART + 0x04) & 2 ? (int)(REGISTER(UART) & 0xFF) : -1; }

#endif
