//! Admission of a project: the page for the file, which a terminal shows too, and JSON.

mod duties;
mod json;
mod page;
mod remedy;
mod tables;

pub use json::admission_json;
pub use page::AdmissionPage;
