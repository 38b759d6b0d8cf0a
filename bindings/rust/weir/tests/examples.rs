// SPDX-License-Identifier: Apache-2.0
//! Proves: every example program runs to its end, and is short enough to read.
use std::fs;
use std::path::Path;

macro_rules! examples {
    ($($name:ident)*) => {
        $(mod $name {
            include!(concat!("../examples/", stringify!($name), ".rs"));

            #[test]
            fn runs() {
                main().unwrap();
            }
        })*

        #[test]
        fn all_are_here_and_short() {
            let here = [$(stringify!($name)),*];
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
                assert!(here.contains(&&*name), "{name} is not run");
                let lines = fs::read_to_string(&path).unwrap().lines().count();
                assert!(lines <= 80, "{name} has {lines} lines");
            }
        }
    };
}

examples! {
    cache
    config
    device_memory
    json
    judge
    managed
    memory
    memory_pool
    plan
    points
    pressure
    profile
    runtime
    schema
    stream
    ticket
    validate
}
