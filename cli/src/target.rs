//! From the command line to a client.

use vncurl::Client;

use crate::{args::Target, failure::Failure};

impl Target {
    /// The client that this command line describes.
    pub(crate) fn client(&self) -> Result<Client, Failure> {
        let mut builder = match &self.provider {
            Some(name) => Client::builder(name)?,
            None => Client::builder_of(&self.instance)?,
        };
        builder = builder.timeout(self.timeout);
        if let Some(region) = &self.region {
            builder = builder.region(region);
        }
        if let Some(endpoint) = &self.endpoint {
            builder = builder.endpoint(endpoint);
        }
        if let Some(viewer) = &self.viewer {
            builder = builder.viewer(viewer);
        }
        if let Some(ca) = &self.ca {
            builder = builder.ca_file(ca);
        }
        if self.windows || self.linux {
            builder = builder.windows(self.windows);
        }
        Ok(builder.build()?)
    }
}
