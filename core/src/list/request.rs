//! The requests for lists, signed.

use super::{Page, Search};
use crate::{
    Call, Credentials, Error, Request,
    identifier::check_instance_id,
    provider::{Free, Ids, Listing, Paging, Parameter, Provider, SearchParameter, Value},
    sign::SigningKey,
};

impl Provider {
    /// Write the signed request for the states of `ids`, or of all instances of the region when
    /// there are none.
    ///
    /// # Errors
    ///
    /// Those of [`Provider::vnc_request`], and [`Error::PageOutOfRange`].
    pub fn statuses_request<'b>(
        &self,
        ids: &[&str],
        page: Page,
        call: &Call<'_>,
        credentials: &Credentials<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        let search = if ids.is_empty() { Search::All } else { Search::Ids(ids) };
        self.list_request(&self.lists.statuses, search, page, call, credentials, key, buf)
    }

    /// Write the signed request for instances with their names, addresses and systems.
    ///
    /// # Errors
    ///
    /// Those of [`Provider::vnc_request`], [`Error::PageOutOfRange`], [`Error::InvalidSearch`], and
    /// [`Error::UnsupportedAction`] for a kind of address that the provider does not search by.
    ///
    /// # Examples
    ///
    /// ```
    /// use vncurl_core::{Call, Credentials, Page, Search, TENCENT_CVM};
    ///
    /// let credentials = Credentials { key_id: "AKIDEXAMPLE", secret: "EXAMPLE-secret", token: None };
    /// let call = Call { region: Some("ap-beijing"), timestamp: 1_700_000_000, ..Call::default() };
    /// let key = TENCENT_CVM.signing_key(&credentials, call.timestamp)?;
    /// let page = Page { offset: 0, limit: TENCENT_CVM.instances_page_max() };
    /// let mut buf = [0; 1024];
    /// let search = Search::Name("web-1");
    /// let request =
    ///     TENCENT_CVM.instances_request(search, page, &call, &credentials, &key, &mut buf)?;
    /// assert!(request.body().contains(r#""web-1""#));
    /// # Ok::<(), vncurl_core::Error>(())
    /// ```
    pub fn instances_request<'b>(
        &self,
        search: Search<'_>,
        page: Page,
        call: &Call<'_>,
        credentials: &Credentials<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        self.list_request(&self.lists.instances, search, page, call, credentials, key, buf)
    }

    /// Write the signed request for the product's regions; `call` needs none, and names the host
    /// to ask when it has one.
    ///
    /// # Errors
    ///
    /// Those of [`Provider::vnc_request`] but [`Error::RegionMissing`].
    pub fn regions_request<'b>(
        &self,
        call: &Call<'_>,
        credentials: &Credentials<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        self.request_anywhere(self.lists.regions.action, &[], call, credentials, key, buf)
    }

    #[expect(clippy::too_many_arguments, reason = "what every request takes, and a listing")]
    fn list_request<'b>(
        &self,
        listing: &Listing,
        search: Search<'_>,
        page: Page,
        call: &Call<'_>,
        credentials: &Credentials<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        let one;
        let searched = match search {
            Search::All => Parameter::new("", Value::Absent),
            Search::Ids(ids) => ids_parameter(&listing.ids, ids)?,
            Search::Name(name) => {
                one = [name];
                search_parameter(listing.name.as_ref().ok_or(Error::UnsupportedAction)?, &one)?
            }
            Search::Address { address, kind } => {
                one = [address];
                let listed = listing.addresses.iter().find(|(own, _)| *own == kind);
                search_parameter(&listed.ok_or(Error::UnsupportedAction)?.1, &one)?
            }
        };
        let [first, second] = page_parameters(listing.paging, page)?;
        let parameters = [searched, first, second, self.region_parameter(call)];
        self.request(listing.action, &parameters, call, credentials, key, buf)
    }
}

fn ids_parameter<'a>(form: &'a Ids, ids: &'a [&'a str]) -> Result<Parameter<'a>, Error> {
    ids.iter().try_for_each(|id| check_instance_id(id))?;
    if ids.is_empty() || ids.len() > usize::from(form.max()) {
        return Err(Error::PageOutOfRange);
    }
    Ok(match form {
        Ids::None => return Err(Error::UnsupportedAction),
        Ids::List { name, first, .. } => {
            Parameter::new(name, Value::Free(Free::Ids { ids, first: *first }))
        }
        Ids::JsonArray { name, .. } => Parameter::new(name, Value::Free(Free::JsonArray(ids))),
        Ids::Filter { name, .. } => filter(name, ids),
    })
}

fn search_parameter<'a>(
    form: &'a SearchParameter,
    text: &'a [&'a str; 1],
) -> Result<Parameter<'a>, Error> {
    let [searched] = text;
    check_search(searched)?;
    Ok(match form {
        SearchParameter::Text(name) => Parameter::new(name, Value::Free(Free::Text(searched))),
        SearchParameter::JsonArray(name) => {
            Parameter::new(name, Value::Free(Free::JsonArray(text)))
        }
        SearchParameter::Filter(name) => filter(name, text),
    })
}

fn filter<'a>(name: &'a &'static str, values: &'a [&'a str]) -> Parameter<'a> {
    Parameter::new("Filters", Value::Free(Free::Filter { name, values }))
}

/// Check a text to search for: 1 to 128 bytes without controls, as the clouds' names are.
fn check_search(text: &str) -> Result<(), Error> {
    let bytes = text.as_bytes();
    let control = bytes.iter().take(128).position(u8::is_ascii_control);
    let len_fault = match bytes.len() {
        0 => Some(0),
        1..=128 => None,
        _ => Some(128),
    };
    control.or(len_fault).map_or(Ok(()), |at| Err(Error::InvalidSearch { at }))
}

/// The two parameters of a page. The size is always sent: both clouds' defaults are smaller than
/// the number of ids that one request may hold.
fn page_parameters(paging: Paging, page: Page) -> Result<[Parameter<'static>; 2], Error> {
    let Page { offset, limit } = page;
    let pages_before = offset.checked_div(limit.into()).ok_or(Error::PageOutOfRange)?;
    let aligned = pages_before.checked_mul(limit.into()) == Some(offset);
    if limit > paging.max() || !aligned {
        return Err(Error::PageOutOfRange);
    }
    Ok(match paging {
        Paging::None => return Err(Error::UnsupportedAction),
        Paging::Offset { .. } => [
            Parameter::new("Offset", Value::Free(Free::Number(offset.into()))),
            Parameter::new("Limit", Value::Free(Free::Number(limit.into()))),
        ],
        Paging::Number { .. } => [
            Parameter::new(
                "PageNumber",
                Value::Free(Free::Number(u64::from(pages_before).saturating_add(1))),
            ),
            Parameter::new("PageSize", Value::Free(Free::Number(limit.into()))),
        ],
    })
}
