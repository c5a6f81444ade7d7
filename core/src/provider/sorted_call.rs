//! A call whose signature is one of its parameters.

use core::fmt;

use super::{ActionCall, Call, Method, Provider, parameters::Parameters};
use crate::{
    Error,
    sign::sorted::{self, Algorithm, Source, Spelling},
    text::{
        Sink, SliceWriter,
        base64::Base64Digest,
        http1::{Message, MessageWriter},
        sink::shared,
    },
};

/// A call with all its parameters, the signature apart.
pub(crate) struct SortedCall<'a> {
    pub(crate) call: &'a ActionCall<'a>,
    /// The host in pieces: found again each time, since kept it would take a device's stack.
    pub(crate) host: for<'h> fn(&'h Provider, &Call<'h>) -> [&'h [u8]; 4],
    pub(crate) parameters: Parameters<'a>,
}

impl SortedCall<'_> {
    /// Sign the parameters and write the message that carries them.
    pub(crate) fn write<'b, A: Algorithm>(&self, buf: &'b mut [u8]) -> Result<Message<'b>, Error> {
        self.write_signed(sorted::sign::<A>(self.call.key, self, &mut [0; 32])?, buf)
    }

    fn host(&self) -> [&[u8]; 4] {
        (self.host)(self.call.provider, self.call.call)
    }

    /// Apart from `write`, since it is the same for every algorithm.
    #[inline(never)]
    fn write_signed<'b>(&self, signature: &[u8], buf: &'b mut [u8]) -> Result<Message<'b>, Error> {
        let signature = Base64Digest::of_bytes(signature);
        let signed = |out: &mut SliceWriter<'_>| {
            let out = shared(out);
            self.write_parameters(out, Spelling::Encoded)?;
            out.put([b"&"])?;
            sorted::write_signature_parameter(out, signature.as_str())
        };
        let method = self.call.method;
        let verb = method.verb().as_bytes();
        if method == Method::PostBody {
            let mut measure = SliceWriter::new(&mut []);
            // A `SliceWriter` refuses nothing before `finish`.
            let _ = signed(&mut measure);
            let mut message = MessageWriter::new(buf, verb, |out| out.put([b"/"]), self.host());
            message.content_length(measure.len());
            message.header(b"Content-Type", b"application/x-www-form-urlencoded");
            return message.finish(signed);
        }
        let target = |out: &mut SliceWriter<'_>| {
            out.put([b"/?"])?;
            signed(out)
        };
        let mut message = MessageWriter::new(buf, verb, target, self.host());
        if method == Method::PostQuery {
            message.content_length(0);
        }
        message.finish(|_| Ok(()))
    }
}

impl Source for SortedCall<'_> {
    fn method(&self) -> &str {
        self.call.method.verb()
    }

    fn write_host(&self, out: &mut (impl Sink + ?Sized)) -> fmt::Result {
        out.put(self.host())
    }

    fn path(&self) -> &'static str {
        "/"
    }

    #[inline(never)]
    fn write_parameters(&self, out: &mut (impl Sink + ?Sized), spelling: Spelling) -> fmt::Result {
        self.parameters.write_sorted(out, spelling)
    }
}
