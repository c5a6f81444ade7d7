//! Counts the instructions of a program between two marks, on the real processor.
//!
//! The counted program runs under `ptrace` and is single-stepped, so the count is that of the path
//! the processor takes, its SHA extensions included; an emulator would count another path. A
//! repeated string instruction counts once for each repetition.

use core::mem::offset_of;
use std::{io, os::unix::process::CommandExt, process::Command, ptr};

/// Where counting starts: a breakpoint.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a call would count as part of what is measured")]
pub fn start() {
    // SAFETY: Raises SIGTRAP and changes nothing else.
    unsafe { core::arch::asm!("int3") }
}

/// Where counting ends: an undefined instruction, which a single step cannot be mistaken for.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a return would count as part of what is measured")]
pub fn end() {
    // SAFETY: Raises SIGILL; the counting parent goes on behind it.
    unsafe { core::arch::asm!("ud2") }
}

/// Length of the instruction in [`end`].
const END_LEN: u64 = 2;

/// Run `command`, a worker's `count`, and give the instructions of its case: one number for each
/// time that it ran, without what the marks and calls around it cost.
///
/// # Errors
///
/// What the system refuses (`ptrace` is forbidden in some sandboxes), and a program that ends
/// without marks.
pub fn of(command: &mut Command) -> io::Result<Vec<u64>> {
    // SAFETY: The one call between fork and exec is one that may stand there.
    let child = unsafe {
        command.pre_exec(|| check(libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0)).map(drop)).spawn()?
    };
    let counts = between_marks(libc::pid_t::try_from(child.id()).map_err(io::Error::other)?)?;
    match counts[..] {
        [around, ref counts @ ..] if !counts.is_empty() => {
            Ok(counts.iter().map(|count| count - around).collect())
        }
        _ => Err(io::Error::other("the counted program ended early")),
    }
}

/// Follow a traced child from its start to its end, and count what it runs between its marks.
fn between_marks(child: libc::pid_t) -> io::Result<Vec<u64>> {
    let mut counts = Vec::new();
    let mut count = None;
    let mut started = false;
    loop {
        let mut status = 0;
        // SAFETY: `status` outlives the call.
        check(unsafe { libc::waitpid(child, &raw mut status, 0) }.into())?;
        if !libc::WIFSTOPPED(status) {
            return Ok(counts);
        }
        let mut passed_on = 0;
        match (libc::WSTOPSIG(status), &mut count) {
            // A traced program stops once when it starts.
            (libc::SIGTRAP, _) if !started => started = true,
            (libc::SIGTRAP, Some(count)) => *count += 1,
            (libc::SIGTRAP, None) => count = Some(0_u64),
            (libc::SIGILL, Some(_)) => {
                counts.extend(count.take());
                step_over_end(child)?;
            }
            (signal, _) => passed_on = signal,
        }
        let request = if count.is_some() { libc::PTRACE_SINGLESTEP } else { libc::PTRACE_CONT };
        // SAFETY: The child is stopped.
        check(unsafe { libc::ptrace(request, child, 0, passed_on) })?;
    }
}

/// Let the stopped child go on behind [`end`].
fn step_over_end(child: libc::pid_t) -> io::Result<()> {
    let place = offset_of!(libc::user, regs) + offset_of!(libc::user_regs_struct, rip);
    // SAFETY: The child is stopped, and `rip` is a word of its registers.
    unsafe {
        let rip = libc::ptrace(libc::PTRACE_PEEKUSER, child, place, ptr::null_mut::<u8>());
        let behind = rip.cast_unsigned() + END_LEN;
        check(libc::ptrace(libc::PTRACE_POKEUSER, child, place, behind))?;
    }
    Ok(())
}

fn check(result: i64) -> io::Result<i64> {
    if result == -1 {
        return Err(io::Error::last_os_error());
    }
    Ok(result)
}
