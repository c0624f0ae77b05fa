//! Letters: what an enterprise should look at again in its return, as a note that the park office can forward.

use std::collections::BTreeMap;

use crate::park::{EnterpriseId, Park};
use crate::source::{Files, Lang, Place, Problem, Severity};

/// One note for each enterprise that a finding concerns, by the order of the park: its text, ready to be sent.
pub fn letters(problems: &[&Problem], park: &Park, files: &Files, lang: Lang) -> Vec<(EnterpriseId, String)> {
    let mut of_each: BTreeMap<EnterpriseId, Vec<&Problem>> = BTreeMap::new();
    for problem in problems.iter().filter(|problem| problem.severity() != Severity::Notice) {
        if let Some(id) = problem.enterprise.as_deref().and_then(|id| park.find_enterprise(id)) {
            of_each.entry(id).or_default().push(problem);
        }
    }
    of_each.into_iter().map(|(id, problems)| (id, letter(&problems, id, park, files, lang))).collect()
}

fn letter(problems: &[&Problem], id: EnterpriseId, park: &Park, files: &Files, lang: Lang) -> String {
    let name = park.enterprise(id).name.get(lang);
    let park_name = park.name.get(lang);
    let mut text = match lang {
        Lang::Zh => format!("{name}：\n\n贵单位报送{park_name}的能源与碳排放数据，下列事项请核实后回复：\n"),
        Lang::En => format!(
            "{name}\n\nPlease look again at the following points of the energy and carbon data that you sent to {park_name}, and reply:\n"
        ),
    };
    for (number, problem) in problems.iter().enumerate() {
        text.push_str(&format!("\n{}. {}\n", number + 1, problem.text.get(lang)));
        let mut line = |label: &str, value: &str| text.push_str(&format!("   {label}{value}\n"));
        // A line of the park's own file says nothing to the enterprise.
        if let Some(cell) = problem.place.as_ref().and_then(|place| cell_of(place, files, lang)) {
            line(lang.pick("Where: ", "位置："), &cell);
        }
        if let Some(hint) = &problem.hint {
            line(lang.pick("Advice: ", "建议："), hint.get(lang));
        }
        line(lang.pick("No.: ", "编号："), problem.code.id());
    }
    text
}

/// The cell of the return as its sender knows it, if the figure came from one.
fn cell_of(place: &Place, files: &Files, lang: Lang) -> Option<String> {
    let (kept, cell) = files.origin(place)?.split_once('#')?;
    // The digest in the name of the kept file is ours, not the sender's.
    let parts: Vec<&str> = kept.rsplitn(3, '.').collect();
    let name = match parts.as_slice() {
        [ending, _, stem] => format!("{stem}.{ending}"),
        _ => kept.to_string(),
    };
    Some(match (cell.rsplit_once('!'), lang) {
        (Some((sheet, address)), Lang::En) => format!("{name}, sheet {sheet}, cell {address}"),
        (Some((sheet, address)), Lang::Zh) => format!("{name}，工作表“{sheet}”，单元格 {address}"),
        (None, Lang::En) => format!("{name}, cell {cell}"),
        (None, Lang::Zh) => format!("{name}，单元格 {cell}"),
    })
}
