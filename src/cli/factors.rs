//! `factors`: what is shipped, where it comes from, how sure it is.

use super::args::{FactorsArgs, FactorsCommand};
use super::outcome::Outcome;
use super::session::{fail, look, print_text};
use crate::factors::{Layer, Library};
use crate::output::{carriers, set_rows, sets, standard, standards, units};
use crate::source::{Code, Files, Lang, Problem, Problems, Text, nearest};

pub fn run(args: &FactorsArgs, lang: Lang) -> Outcome {
    let (mut files, mut problems) = (Files::default(), Problems::default());
    let layers: Vec<Layer> = args.factors.iter().cloned().map(Layer).collect();
    let library = Library::load(&layers, &mut files, &mut problems);
    if problems.has_errors() {
        return fail(&problems, &files, lang);
    }
    let look = look();
    let text = match &args.command {
        FactorsCommand::List(list) if list.carriers => carriers(&library, lang, look),
        FactorsCommand::List(list) if list.standards => standards(&library, lang, look),
        FactorsCommand::List(list) if list.units => units(lang, look),
        FactorsCommand::List(_) => sets(&library, lang, look),
        FactorsCommand::Show(show) => {
            let name = show.name.as_str();
            let known = library.set(name).is_some() || library.gwp(name).is_some();
            if known || library.steam_table(name).is_some() {
                set_rows(&library, Some(name), None, lang, look)
            } else if let Some(found) = library.standards.iter().find(|s| s.id == name) {
                standard(found, lang, look)
            } else if let Some(carrier) = library.catalogue.find(name) {
                set_rows(&library, None, Some(carrier), lang, look)
            } else {
                let known = library.sets.iter().map(|s| s.id.as_str());
                let known = known.chain(library.gwps.iter().map(|g| g.id.as_str()));
                let known = known.chain(library.steam_tables.iter().map(|t| t.id.as_str()));
                let known = known.chain(library.standards.iter().map(|s| s.id.as_str()));
                let known =
                    known.chain(library.catalogue.iter().flat_map(|(_, c)| [c.id.as_str(), c.name.zh.as_str()]));
                let problem = Problem::new(
                    Code::UnknownSet,
                    Text::new(
                        format!("`{name}` is no factor set, carrier or standard"),
                        format!("`{name}` 不是因子集、品种或标准"),
                    ),
                );
                problems.add(problem.suggest(nearest(name, known)));
                return fail(&problems, &files, lang);
            }
        }
    };
    print_text(&text, lang)
}
