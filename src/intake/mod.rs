//! Intake: what enterprises send, as activity data of the park, and whether it makes sense.

mod certificates;
mod figures;
mod file;
mod form;
mod headings;
mod layout;
mod mapping;
mod merge;
pub mod metering;
mod names;
mod number;
mod returns;
mod rows;
pub mod sense;
mod soundness;
mod statistics;
mod store;
mod titles;
mod when;

pub use file::{Book, Cell, MAX_RETURN_BYTES, SheetInfo, Unreadable};
pub use form::{
    BOUGHT, CERTIFICATES, COVER, ENERGY, IDENTITY, Identity, LISTS, SIGN_OFF, SOLD, TOTALS, TRANSFERS, file_names,
    safe, write_form,
};
pub use mapping::{Mapping, mapping_files};
pub use merge::{Change, Effect, Key, Merged, merge};
pub use returns::{Intake, Return, Wishes, one_of_each};
pub use store::{Table, check_kept, kept_path, park_file_naming_tables, tables};
