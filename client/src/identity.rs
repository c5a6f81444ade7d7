//! The region and the credentials of a client, which may come from the same profile.

use vncurl_core::{Provider, identifier::check_region};

use crate::{Credentials, Environment, Error, Origin, Sources, signer::Signers};

/// What the caller said.
pub(crate) struct Sought {
    pub(crate) region: Option<String>,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) profile: Option<String>,
}

/// What a client has.
pub(crate) struct Identity {
    pub(crate) region: Option<String>,
    pub(crate) signers: Signers,
    /// Where the credentials were found; nothing when they were given.
    pub(crate) origin: Option<Origin>,
}

/// Complete what the caller said, at the Unix second `now`.
pub(crate) fn identity(
    provider: &Provider,
    optional_region: bool,
    sought: Sought,
    environment: &Environment<'_>,
    now: u64,
) -> Result<Identity, Error> {
    let cloud = provider.cloud;
    let needs_region = provider.needs_region && !optional_region;
    let of_environment = environment.region(cloud);
    let Sought { region, credentials, profile } = sought;
    let identity = if let Some(credentials) = credentials {
        let region = region.or(of_environment);
        Identity { region, signers: Signers::given(credentials), origin: None }
    } else {
        let mut sources = Sources::new(environment, now);
        if let Some(profile) = &profile {
            sources = sources.profile(profile);
        }
        let may_miss = needs_region && region.is_none() && of_environment.is_none();
        if may_miss {
            // Only a profile can name the region, so nobody else need be asked.
            sources = sources.without_network();
        }
        let found = match Credentials::find(cloud, &sources) {
            Err(Error::NoCredentials { .. }) if may_miss && profile.is_none() => {
                return Err(Error::NoRegion { cloud });
            }
            found => found?,
        };
        let of_profile = found.origin.region.clone();
        let region = region.or(match profile {
            Some(_) => of_profile.or(of_environment),
            None => of_environment.or(of_profile),
        });
        let origin = Some(found.origin.clone());
        Identity { region, signers: Signers::found(found), origin }
    };
    match &identity.region {
        Some(region) => check_region(region).map_err(Error::Input)?,
        None if needs_region => return Err(Error::NoRegion { cloud }),
        None => {}
    }
    // Those that were found are checked already, with their place.
    identity.signers.current().credentials.borrow().check().map_err(Error::Input)?;
    Ok(identity)
}
