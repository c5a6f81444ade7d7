//! The jump box that speaks TLS 1.3 itself, over Ethernet: its gateway sees nothing.
//!
//! It trusts one authority, whose certificate is built into the image. It has no clock when it checks
//! a certificate, so the dates in it do not count. And the board in QEMU has no source of random
//! numbers: what stands here suits an emulator alone, and a real board must use its own.
#![no_std]
#![no_main]

use board::{
    http,
    mps2::{now_ms, random},
    network::{Network, SocketStorage},
    wire::{Wire, WireFault},
};
use cortex_m_rt::entry;
use embedded_io::{ErrorKind, ErrorType, Read, Write};
use embedded_tls::{
    Aes128GcmSha256, Certificate, CryptoProvider, NoClock, TlsConfig, TlsContext, TlsError,
    TlsVerifier, blocking::TlsConnection, pki::CertVerifier,
};
use rand_core::{CryptoRng, RngCore};

/// The authority's certificate, DER.
static AUTHORITY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/authority.der"));

/// How long the other end may be silent.
const SILENT_MS: u64 = 2_000;

/// The longest record of TLS, with what goes around it, and room for what is sent.
const RECORD_MAX: usize = 16_640;
const SENT_MAX: usize = 2_048;
const REPLY_MAX: usize = 3_072;

struct Tls<'a> {
    network: Network<'a>,
    record: &'a mut [u8; RECORD_MAX],
    /// The reply as it was decrypted, and how much of it was handed out.
    reply: &'a mut [u8; REPLY_MAX],
    reply_len: usize,
    taken: usize,
}

impl Tls<'_> {
    fn exchange(&mut self, request: &[u8]) -> Result<(), TlsError> {
        let host = core::str::from_utf8(request).ok().and_then(|head| http::header(head, "host"));
        let mut sent = [0; SENT_MAX];
        let mut connection =
            TlsConnection::new(Stream(&mut self.network), &mut self.record[..], &mut sent);
        let config = TlsConfig::new().with_server_name(host.unwrap_or_default());
        let verifier = CertVerifier::new(Certificate::X509(AUTHORITY));
        connection.open(TlsContext::new(&config, Trust { verifier }))?;
        let mut rest = request;
        while !rest.is_empty() {
            let written = connection.write(rest)?;
            rest = rest.get(written..).unwrap_or_default();
        }
        connection.flush()?;
        while !http::is_whole(self.reply.get(..self.reply_len).unwrap_or_default()) {
            let room = self.reply.get_mut(self.reply_len..).unwrap_or_default();
            if room.is_empty() {
                break;
            }
            self.reply_len += connection.read(room)?;
        }
        Ok(())
    }
}

impl Wire for Tls<'_> {
    fn send(&mut self, request: &[u8]) -> Result<(), WireFault> {
        (self.reply_len, self.taken) = (0, 0);
        self.network.connect()?;
        match self.exchange(request) {
            // What came before an error is judged by what reads it.
            Ok(()) => Ok(()),
            Err(_) if self.reply_len > 0 => Ok(()),
            Err(TlsError::InvalidCertificate | TlsError::InvalidSignature) => {
                Err(WireFault::Untrusted)
            }
            Err(_) => Err(WireFault::NoConnection),
        }
    }

    fn receive(&mut self) -> Option<u8> {
        let byte = self.reply.get(self.taken..self.reply_len)?.first().copied()?;
        self.taken += 1;
        Some(byte)
    }

    fn idle(&mut self) {
        self.network.poll();
    }
}

/// The connection as TLS takes it; it gives up in time.
struct Stream<'n, 'a>(&'n mut Network<'a>);

impl ErrorType for Stream<'_, '_> {
    type Error = ErrorKind;
}

impl Read for Stream<'_, '_> {
    fn read(&mut self, room: &mut [u8]) -> Result<usize, ErrorKind> {
        let start_ms = now_ms();
        while now_ms().saturating_sub(start_ms) < SILENT_MS {
            let len = self.0.receive(room);
            if len > 0 {
                return Ok(len);
            }
        }
        Err(ErrorKind::TimedOut)
    }
}

impl Write for Stream<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.0.send(bytes).map_err(|_| ErrorKind::NotConnected)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

struct Trust {
    verifier: CertVerifier<'static, Aes128GcmSha256, NoClock, 2048>,
}

impl CryptoProvider for Trust {
    type CipherSuite = Aes128GcmSha256;
    type Signature = [u8; 0];

    fn rng(&mut self) -> impl embedded_tls::CryptoRngCore {
        Emulated
    }

    fn verifier(&mut self) -> Result<&mut impl TlsVerifier<Aes128GcmSha256>, TlsError> {
        Ok(&mut self.verifier)
    }
}

/// Numbers that differ, for an emulator alone.
struct Emulated;

impl CryptoRng for Emulated {}

impl RngCore for Emulated {
    fn next_u32(&mut self) -> u32 {
        (random() >> 32) as u32
    }

    fn next_u64(&mut self) -> u64 {
        random()
    }

    fn fill_bytes(&mut self, room: &mut [u8]) {
        for byte in room {
            *byte = (random() >> 56) as u8;
        }
    }

    fn try_fill_bytes(&mut self, room: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(room);
        Ok(())
    }
}

#[entry]
fn main() -> ! {
    let (mut places, mut received, mut sent) = ([SocketStorage::EMPTY], [0; 4096], [0; 2048]);
    let network = Network::start(&mut places, &mut received, &mut sent);
    let (mut record, mut reply) = ([0; RECORD_MAX], [0; REPLY_MAX]);
    let (record, reply) = (&mut record, &mut reply);
    board::serve(Tls { network, record, reply, reply_len: 0, taken: 0 })
}
