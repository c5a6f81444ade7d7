//! A call whose signature is one of its parameters.

use core::fmt;

use super::{ActionCall, Method, parameters::Parameters};
use crate::text::sink::shared;
use crate::{
    Error,
    sign::sorted::{self, Algorithm, Source, Spelling},
    text::{
        Sink, SliceWriter,
        http1::{Message, MessageWriter},
    },
};

/// A call with all its parameters, the signature apart.
pub(crate) struct SortedCall<'a> {
    pub(crate) call: &'a ActionCall<'a>,
    /// The host, in pieces.
    pub(crate) host: [&'a [u8]; 4],
    pub(crate) parameters: Parameters<'a>,
}

impl SortedCall<'_> {
    /// Sign the parameters and write the message that carries them.
    pub(crate) fn write<'b, A: Algorithm>(&self, buf: &'b mut [u8]) -> Result<Message<'b>, Error> {
        // Borrowed where it is: moved, it would stand on a device's stack twice.
        match &sorted::signature::<A>(self.call.key, self) {
            Ok(signature) => self.write_signed(signature.as_str(), buf),
            Err(error) => Err(*error),
        }
    }

    /// Apart from `write`, since it is the same for every algorithm.
    #[inline(never)]
    fn write_signed<'b>(&self, signature: &str, buf: &'b mut [u8]) -> Result<Message<'b>, Error> {
        let signed = |out: &mut SliceWriter<'_>| {
            let out = shared(out);
            self.write_parameters(out, Spelling::Encoded)?;
            out.put([b"&"])?;
            sorted::write_signature_parameter(out, signature)
        };
        let method = self.call.method;
        let verb = method.verb().as_bytes();
        if method == Method::PostBody {
            let mut measure = SliceWriter::new(&mut []);
            // A `SliceWriter` refuses nothing before `finish`.
            let _ = signed(&mut measure);
            let mut message = MessageWriter::new(buf, verb, |out| out.put([b"/"]), self.host);
            message.content_length(measure.len());
            message.header(b"Content-Type", b"application/x-www-form-urlencoded");
            return message.finish(signed);
        }
        let target = |out: &mut SliceWriter<'_>| {
            out.put([b"/?"])?;
            signed(out)
        };
        let mut message = MessageWriter::new(buf, verb, target, self.host);
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
        out.put(self.host)
    }

    fn path(&self) -> &'static str {
        "/"
    }

    #[inline(never)]
    fn write_parameters(&self, out: &mut (impl Sink + ?Sized), spelling: Spelling) -> fmt::Result {
        self.parameters.write_sorted(out, spelling)
    }
}
