//! Rebuilds when a data file is added to or removed from the shipped folders.

fn main() {
    println!("cargo:rerun-if-changed=factors");
    println!("cargo:rerun-if-changed=standards");
    println!("cargo:rerun-if-changed=frameworks");
    println!("cargo:rerun-if-changed=templates");
}
