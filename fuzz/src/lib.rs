//! Fuzz targets for everything that reads what others wrote: a table, one file a target.
//!
//! A target is a function over bytes that panics where a guarantee is broken. The same functions run under
//! libFuzzer (`cargo fuzz run NAME --features libfuzzer`) and under the small driver of this package, which
//! needs a stable compiler only (`cargo xtask fuzz`).

mod contracts;
mod framing;
mod judging;
mod message;
pub mod mutate;
mod protocol;
mod requests;
mod signatures;

/// One kind of foreign bytes.
#[derive(Debug)]
pub struct Target {
    /// Its name, and that of its folder under `corpus/`.
    pub name: &'static str,
    /// What it reads.
    pub about: &'static str,
    /// Panics where a guarantee is broken.
    pub check: fn(&[u8]),
    /// How many bytes an input may have at most.
    pub longest: usize,
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target {
        name: "framing",
        about: "bytes of HTTP requests, in pieces",
        check: framing::check,
        longest: 4096,
    },
    Target {
        name: "signatures",
        about: "signed requests of every scheme",
        check: signatures::check,
        longest: 4096,
    },
    Target { name: "protocol", about: "lines of a client", check: protocol::check, longest: 4096 },
    Target {
        name: "contracts",
        about: "the files of a contract",
        check: contracts::check,
        longest: 16 * 1024,
    },
    Target {
        name: "requests",
        about: "requests to the simulator, and their JSON",
        check: requests::check,
        longest: 4096,
    },
    Target {
        name: "judging",
        about: "answers and outcomes that are judged",
        check: judging::check,
        longest: 16 * 1024,
    },
];

/// The target of this name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}

#[cfg(feature = "libfuzzer")]
#[doc(hidden)]
pub use libfuzzer_sys;

/// The entry points of one target for libFuzzer, with the mutations of this package beside its own.
#[cfg(feature = "libfuzzer")]
#[macro_export]
macro_rules! libfuzzer {
    ($name:literal) => {
        use $crate::libfuzzer_sys;

        libfuzzer_sys::fuzz_target!(|data: &[u8]| {
            let target = $crate::target($name).expect("a row of the table");
            (target.check)(data);
        });

        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            let mut random = fastrand::Rng::with_seed(u64::from(seed));
            if random.bool() {
                return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
            }
            let mutated = $crate::mutate::mutated(&data[..size], &[], max_size, &mut random);
            data[..mutated.len()].copy_from_slice(&mutated);
            mutated.len()
        });
    };
}
