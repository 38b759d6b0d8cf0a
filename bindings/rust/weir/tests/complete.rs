// SPDX-License-Identifier: Apache-2.0
//! Proves: every public C function is bound, and the safe crate calls every one of them, but for
//! those listed here with a reason; and that no listed one is called after all.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// C functions that the safe crate has no use for, and why.
const NOT_USED: &[(&str, &str)] = &[
    ("weir_cache_get_or_compute", "its pull twin, weir_cache_claim(), keeps Rust's own errors"),
    ("weir_config_listen", "Config::wait is its twin, and rules may refuse a change"),
    ("weir_memory_pool_get", "a bare address has no owner: MemoryPool::block gives a Buffer"),
    ("weir_memory_pool_put", "as above: dropping the Buffer gives the block back"),
];

fn words(text: &str) -> BTreeSet<String> {
    text.lines()
        .map(|line| line.split("//").next().unwrap())
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .filter(|word| word.starts_with("weir_"))
        .map(str::to_owned)
        .collect()
}

fn read(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().map_or(false, |extension| extension == "rs") {
            all += &fs::read_to_string(&path).unwrap();
        }
    }
    all
}

#[test]
fn every_function_is_bound_and_used() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let generated = read(&here.join("../weir-sys/src/generated"));
    let bound: BTreeSet<String> = generated
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub fn "))
        .map(|rest| rest.split('(').next().unwrap().to_owned())
        .collect();

    let map = fs::read_to_string(here.join("../../../src/weir.map")).unwrap();
    let exported: BTreeSet<String> = map
        .lines()
        .filter_map(|line| line.trim().strip_suffix(';'))
        .filter(|name| name.starts_with("weir_"))
        .map(str::to_owned)
        .collect();
    assert!(exported.len() > 100, "the map was not read rightly: {exported:?}");
    assert_eq!(bound, exported, "run bindings/rust/gen.sh");

    let used = words(&read(&here.join("src")));
    let listed: BTreeSet<String> = NOT_USED.iter().map(|(name, _)| (*name).to_owned()).collect();
    let missing: Vec<_> =
        bound.iter().filter(|f| !used.contains(*f) && !listed.contains(*f)).collect();
    assert!(missing.is_empty(), "bound but neither used nor listed with a reason: {missing:?}");
    let needless: Vec<_> =
        listed.iter().filter(|f| used.contains(*f) || !bound.contains(*f)).collect();
    assert!(needless.is_empty(), "listed, but used or gone: {needless:?}");
}
