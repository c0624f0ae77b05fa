//! Intake: what enterprises send, as activity data of the park, and whether it makes sense.

mod form;

pub use form::{
    BOUGHT, CERTIFICATES, COVER, ENERGY, IDENTITY, Identity, LISTS, SIGN_OFF, SOLD, TOTALS, TRANSFERS, file_names,
    write_form,
};
