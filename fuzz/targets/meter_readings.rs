#![no_main]

libfuzzer_sys::fuzz_target!(init: parkcarbon_fuzz::panics_that_end_here(), |bytes: &[u8]| { parkcarbon_fuzz::meter_readings(bytes); });
