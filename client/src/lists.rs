//! Lists: states of instances, instances by id, name or address, regions.

use core::{fmt, net::IpAddr};
use std::collections::VecDeque;

use vncurl_core::{
    Cloud, Instance as Listed, Page, RefusalKind, Region as ListedRegion, Search, list::List,
    quota::Limiter, text::Text,
};

use crate::{Client, Error, SignedRequest, drive::PageRead, limit::Limit};

/// An instance as the cloud lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Instance {
    /// Its id.
    pub id: String,
    /// The name that its owner gave it; nothing where the list says none.
    pub name: Option<String>,
    /// Its state, in the cloud's own word; nothing where the list says none.
    pub state: Option<String>,
    /// Why it has no console now, as far as the state tells.
    pub refusal: Option<RefusalKind>,
    /// Whether it runs Windows, where the list says so.
    pub windows: Option<bool>,
    /// Its addresses in private networks.
    pub private_addresses: Vec<String>,
    /// Its addresses in the internet.
    pub public_addresses: Vec<String>,
    /// The region that was asked.
    pub region: Option<String>,
}

/// A region as the cloud lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Region {
    /// Its id, such as `ap-guangzhou`.
    pub id: String,
    /// Its name for people; nothing where the list says none.
    pub name: Option<String>,
    /// Whether instances can be bought there now, where the list says so.
    pub available: Option<bool>,
}

impl Client {
    /// The states of `ids`, or of all instances of the region when there are none, page by page as
    /// the iterator is read. An id that the cloud does not list comes with no state, at the end of
    /// its page.
    ///
    /// Memory does not grow with the number of instances but by the ids that are handed in.
    ///
    /// # Examples
    ///
    /// ```
    /// # if cfg!(not(feature = "transport")) { return Ok(()) } // nothing would be sent
    /// # let simulator = vncurl_sim::Simulator::start(&vncurl_sim::Options::default()).unwrap();
    /// # let client = vncurl::Client::builder("tencent-cvm")?
    /// #     .region("ap-guangzhou")
    /// #     .credentials(vncurl::Credentials::new(vncurl_sim::TENCENT.key_id, vncurl_sim::TENCENT.secret))
    /// #     .endpoint(simulator.url())
    /// #     .build()?;
    /// for instance in client.statuses(["ins-demo0001".to_owned()]) {
    ///     let instance = instance?;
    ///     println!("{}: {}", instance.id, instance.state.as_deref().unwrap_or("not listed"));
    /// #   assert_eq!(instance.state.as_deref(), Some("RUNNING"));
    /// }
    /// # Ok::<(), vncurl::Error>(())
    /// ```
    pub fn statuses<'c>(&'c self, ids: impl IntoIterator<Item = String> + 'c) -> Statuses<'c> {
        let mut ids = ids.into_iter().peekable();
        let all = ids.peek().is_none();
        Statuses {
            client: self,
            ids: Box::new(ids),
            all,
            offset: 0,
            page: VecDeque::new(),
            done: false,
            limit: Limit::new(Limiter::per_second(self.provider.statuses_per_s())),
        }
    }

    /// The product's regions.
    ///
    /// # Errors
    ///
    /// Every [`Error`] but those of a console.
    ///
    /// # Examples
    ///
    /// ```
    /// # if cfg!(not(feature = "transport")) { return Ok(()) } // nothing would be sent
    /// # let simulator = vncurl_sim::Simulator::start(&vncurl_sim::Options::default()).unwrap();
    /// # let client = vncurl::Client::builder("tencent-cvm")?
    /// #     .region("ap-guangzhou")
    /// #     .credentials(vncurl::Credentials::new(vncurl_sim::TENCENT.key_id, vncurl_sim::TENCENT.secret))
    /// #     .endpoint(simulator.url())
    /// #     .build()?;
    /// let regions = client.regions()?;
    /// assert!(regions.iter().any(|region| region.id == "ap-guangzhou"));
    /// # Ok::<(), vncurl::Error>(())
    /// ```
    pub fn regions(&self) -> Result<Vec<Region>, Error> {
        let mut regions: Vec<Region> = self.page(
            |call, credentials, key, buf| {
                let request = self.provider.regions_request(call, credentials, key, buf);
                SignedRequest::of(request, call.timestamp)
            },
            |answered| {
                let reply = self.provider.read_regions(answered.status, answered.body);
                PageRead::of(reply, |list| list.iter().map(|each| region(&each)).collect())
            },
        )?;
        // ECM lists zones, of which several stand in one region.
        regions.dedup_by(|a, b| a.id == b.id);
        Ok(regions)
    }

    /// The instances of the region that have this id, name or address.
    ///
    /// An address is searched among the private ones first, then among the public ones.
    ///
    /// # Errors
    ///
    /// Every [`Error`] but those of a console.
    ///
    /// # Examples
    ///
    /// ```
    /// # if cfg!(not(feature = "transport")) { return Ok(()) } // nothing would be sent
    /// # let simulator = vncurl_sim::Simulator::start(&vncurl_sim::Options::default()).unwrap();
    /// # let client = vncurl::Client::builder("tencent-cvm")?
    /// #     .region("ap-guangzhou")
    /// #     .credentials(vncurl::Credentials::new(vncurl_sim::TENCENT.key_id, vncurl_sim::TENCENT.secret))
    /// #     .endpoint(simulator.url())
    /// #     .build()?;
    /// let found = client.find("ins-demo0001")?; // or a name, or an address such as 203.0.113.7
    /// assert_eq!(found[0].id, "ins-demo0001");
    /// # Ok::<(), vncurl::Error>(())
    /// ```
    pub fn find(&self, wanted: &str) -> Result<Vec<Instance>, Error> {
        self.find_at(wanted, &self.instances_limit())
    }

    /// [`Client::find`] in one region after another, at the rate that the cloud permits; each
    /// region comes with what was found there.
    pub fn find_in<'c>(
        &'c self,
        regions: impl IntoIterator<Item = String> + 'c,
        wanted: &'c str,
    ) -> impl Iterator<Item = (String, Result<Vec<Instance>, Error>)> + 'c {
        let limit = self.instances_limit();
        regions.into_iter().map(move |region| {
            let found = self.in_region(&region).and_then(|client| client.find_at(wanted, &limit));
            (region, found)
        })
    }

    fn instances_limit(&self) -> Limit {
        Limit::new(Limiter::per_second(self.provider.instances_per_s()))
    }

    fn find_at(&self, wanted: &str, limit: &Limit) -> Result<Vec<Instance>, Error> {
        if let Ok(address) = wanted.parse() {
            for kind in self.provider.address_kinds() {
                let mut found = self.search(Search::Address { address: wanted, kind }, limit)?;
                // A cloud that passes over a filter lists every instance of the region, and the
                // console of another machine would be opened.
                found.retain(|instance| instance.has(address));
                if !found.is_empty() {
                    return Ok(found);
                }
            }
            return Ok(Vec::new());
        }
        if wanted.starts_with(self.provider.instance_id_prefix) || self.is_old_id(wanted) {
            return self.search(Search::Ids(&[wanted]), limit);
        }
        self.search(Search::Name(wanted), limit)
    }

    /// Whether this is an id of Alibaba's oldest form, such as `AY121018033933eae8689`.
    fn is_old_id(&self, wanted: &str) -> bool {
        let behind = wanted.strip_prefix("AY").filter(|_| self.provider.cloud == Cloud::Alibaba);
        let date = behind.and_then(|behind| behind.get(..12));
        date.is_some_and(|date| date.bytes().all(|byte| byte.is_ascii_digit()))
    }

    fn search(&self, search: Search<'_>, limit: &Limit) -> Result<Vec<Instance>, Error> {
        let size = self.provider.instances_page_max();
        let mut found = Vec::new();
        loop {
            let offset = u32::try_from(found.len()).unwrap_or(u32::MAX);
            // A page that is not full is the last, so the next one starts at a multiple.
            let page = Page { offset, limit: size };
            let (items, total): (Vec<Instance>, Option<u32>) = limit.run(|| {
                self.page(
                    |call, credentials, key, buf| {
                        let provider = self.provider;
                        let request =
                            provider.instances_request(search, page, call, credentials, key, buf);
                        SignedRequest::of(request, call.timestamp)
                    },
                    |answered| {
                        let reply = self.provider.read_instances(answered.status, answered.body);
                        PageRead::of(reply, |list| (self.instances(list), list.total))
                    },
                )
            })?;
            let last = items.len() < size.into();
            found.extend(items);
            if last || total.is_some_and(|total| found.len() >= total as usize) {
                return Ok(found);
            }
        }
    }

    fn states(&self, ids: &[&str], offset: u32) -> Result<Vec<Instance>, Error> {
        let page = Page { offset, limit: self.provider.statuses_page_max() };
        self.page(
            |call, credentials, key, buf| {
                let request =
                    self.provider.statuses_request(ids, page, call, credentials, key, buf);
                SignedRequest::of(request, call.timestamp)
            },
            |answered| {
                let reply = self.provider.read_statuses(answered.status, answered.body);
                PageRead::of(reply, |list| self.instances(list))
            },
        )
    }

    fn instances<'a>(&self, list: &List<'a, Listed<'a>>) -> Vec<Instance> {
        list.iter().map(|each| self.instance(&each)).collect()
    }

    fn instance(&self, listed: &Listed<'_>) -> Instance {
        let text = |text: Text<'_>| text.to_string();
        Instance {
            id: text(listed.id()),
            name: listed.name().map(text),
            state: listed.state().map(text),
            refusal: listed.refusal(),
            windows: listed.windows(),
            private_addresses: listed.private_addresses().map(text).collect(),
            public_addresses: listed.public_addresses().map(text).collect(),
            region: self.region.clone(),
        }
    }
}

fn region(listed: &ListedRegion<'_>) -> Region {
    Region {
        id: listed.id().to_string(),
        name: listed.name().map(|name| name.to_string()),
        available: listed.available(),
    }
}

/// States of instances, one after another; after an error it ends.
pub struct Statuses<'c> {
    client: &'c Client,
    ids: Box<dyn Iterator<Item = String> + 'c>,
    all: bool,
    offset: u32,
    page: VecDeque<Instance>,
    done: bool,
    limit: Limit,
}

impl Statuses<'_> {
    fn fill(&mut self) -> Result<(), Error> {
        let size = self.client.provider.statuses_page_max();
        if self.all {
            let page = self.limit.run(|| self.client.states(&[], self.offset))?;
            self.done = page.len() < size.into();
            self.offset = self.offset.saturating_add(size.into());
            self.page.extend(page);
            return Ok(());
        }
        let most = size.min(self.client.provider.ids_max());
        let ids: Vec<String> = self.ids.by_ref().take(most.into()).collect();
        if ids.is_empty() {
            self.done = true;
            return Ok(());
        }
        let borrowed: Vec<&str> = ids.iter().map(String::as_str).collect();
        let mut listed = self.limit.run(|| self.client.states(&borrowed, 0))?;
        // In the order in which they were asked for; what is missing has no state.
        for id in &ids {
            let place = listed.iter().position(|each| each.id == *id);
            self.page.push_back(place.map_or_else(
                || Instance::unlisted(id, self.client.region.as_deref()),
                |place| listed.swap_remove(place),
            ));
        }
        Ok(())
    }
}

impl Instance {
    fn has(&self, address: IpAddr) -> bool {
        let mut listed = self.private_addresses.iter().chain(&self.public_addresses);
        listed.any(|listed| listed.parse() == Ok(address))
    }

    fn unlisted(id: &str, region: Option<&str>) -> Self {
        Self {
            id: id.to_owned(),
            name: None,
            state: None,
            refusal: Some(RefusalKind::NotFound),
            windows: None,
            private_addresses: Vec::new(),
            public_addresses: Vec::new(),
            region: region.map(str::to_owned),
        }
    }
}

impl Iterator for Statuses<'_> {
    type Item = Result<Instance, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.page.is_empty() && !self.done {
            if let Err(error) = self.fill() {
                self.done = true;
                return Some(Err(error));
            }
        }
        self.page.pop_front().map(Ok)
    }
}

impl fmt::Debug for Statuses<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Statuses").field("offset", &self.offset).finish_non_exhaustive()
    }
}
