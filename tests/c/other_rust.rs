//! A Rust library of somebody else's, which brings its own standard library and panics on its own.

/// Gives `number` back, and catches a panic on the way, which must stay its own.
#[unsafe(no_mangle)]
pub extern "C" fn other_rust(number: usize) -> usize {
    let items: Vec<String> = (0..number).map(|item| item.to_string()).collect();
    std::panic::set_hook(Box::new(|_| {}));
    std::panic::catch_unwind(|| items[number].len()).map_or(items.len(), |_| 0)
}
