//! States of instances, instances, regions.

use core::hint::black_box;

use vncurl_core::{
    AddressKind, ListReply, Page, Provider, Search, TENCENT_CVM, instance::refusal_of_state,
};

use crate::{bytes, call, credentials, keep, number, requests::any_provider, status, text};

/// The states of Tencent's instances.
pub fn tencent_statuses() {
    statuses(&TENCENT_CVM);
}

fn statuses(provider: &'static Provider) {
    let (call, page) = (call(), Page { offset: black_box(0), limit: black_box(1) });
    if let Ok(key) = provider.signing_key(&credentials(), number()) {
        let mut buf = [0; 1024];
        let ids = [text()];
        keep(provider.statuses_request(&ids, page, &call, &credentials(), &key, &mut buf));
    }
    if let Ok(ListReply::List(list)) = provider.read_statuses(status(), bytes()) {
        for instance in &list {
            keep((instance.id(), instance.state(), instance.refusal()));
        }
    }
}

/// Every list of every provider.
pub fn every() {
    let provider = any_provider();
    statuses(provider);
    let (call, credentials) = (call(), credentials());
    let page = Page { offset: black_box(0), limit: black_box(1) };
    let mut buf = [0; 1024];
    if let Ok(key) = provider.signing_key(&credentials, number()) {
        let kind = black_box(AddressKind::Private);
        let address = Search::Address { address: text(), kind };
        for search in [Search::All, Search::Ids(&[text()]), Search::Name(text()), address] {
            keep(provider.instances_request(search, page, &call, &credentials, &key, &mut buf));
        }
        keep(provider.regions_request(&call, &credentials, &key, &mut buf));
    }
    keep((provider.ids_max(), provider.statuses_page_max(), provider.instances_page_max()));
    keep((provider.statuses_per_s(), provider.instances_per_s()));
    for kind in provider.address_kinds() {
        keep(kind);
    }
    if let Ok(ListReply::List(list)) = provider.read_instances(status(), bytes()) {
        keep((list.len(), list.is_empty(), list.iter().count()));
        for each in &list {
            keep((each.name(), each.windows()));
            keep((each.private_addresses().count(), each.public_addresses().count()));
        }
    }
    if let Ok(ListReply::List(list)) = provider.read_regions(status(), bytes()) {
        for region in &list {
            keep((region.id(), region.name(), region.available()));
        }
    }
    keep(refusal_of_state(text()));
}
