//! Forms: the Excel return that an enterprise fills in and sends back.

mod contents;
mod cover;
mod history;
mod identity;
mod lists;
mod page;
mod sheets;
mod units;
mod write;

pub use identity::{
    CERTIFICATES, COVER, ENERGY, IDENTITY, Identity, LISTS, SIGN_OFF, TOTALS, TRANSFERS, file_names, safe,
};
pub use lists::{BOUGHT, SOLD};
pub use write::write_form;
