use super::Report;
pub struct LedgerOf<'a> {
    pub inventory: &'a crate::inventory::Inventory,
    pub park: &'a crate::park::Park,
    pub library: &'a crate::factors::Library,
}
pub fn html(_: &Report) -> String {
    String::new()
}
pub fn markdown(_: &Report, _: &str) -> String {
    String::new()
}
pub fn workbook(_: &Report, _: &LedgerOf<'_>) -> Result<Vec<u8>, String> {
    Err("pending".into())
}
