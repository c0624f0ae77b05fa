//! Charts of a report, with their words for those who cannot see them.

use super::super::document::{Block, Figure, Inline};
use super::material::Material;
use crate::output::chart::Theme;
use crate::output::chart_data::{Kind, Limits, Subject, gather};
use crate::quantity::Period;

impl Material<'_> {
    /// A chart by the name of its kind; why there is none where it has no data; nothing for a name that is none.
    pub(super) fn chart(&self, name: &str) -> Option<Vec<Block>> {
        let (_, kind) = Kind::ALL.into_iter().find(|(id, _)| *id == name)?;
        let lang = if self.fonts.speaks_chinese() { self.lang } else { crate::source::Lang::En };
        let span = match kind.over_periods() {
            true => Period::from_to(Period::month(self.span.last_year() - 1, 1), self.span).unwrap_or(self.span),
            false => self.span,
        };
        let subject = Subject { measures: self.measures, span, lang };
        let metric = kind.metric().and_then(|id| self.library.metric(id).ok());
        let limits =
            |metric: &crate::factors::Metric, span: Period| Limits::of_caps(self.caps, metric, span, self.measures);
        let gathered = match gather(kind, &subject, metric, &limits) {
            Ok(gathered) => gathered,
            Err(why) => {
                let text = format!("{}{}", self.pick("Chart not drawn: ", "图未绘制："), why.get(self.lang));
                return Some(vec![Block::Paragraph(vec![Inline::Text(text)])]);
            }
        };
        let heading = &gathered.chart.heading;
        let caption = heading.title.clone();
        let alternative =
            [heading.title.as_str(), self.colon(), &heading.subtitle, self.pick(". ", "。"), &heading.source].concat();
        let drawing = gathered.chart.draw(self.fonts, Theme::Light, lang);
        Some(vec![Block::Figure(Box::new(Figure { id: format!("chart-{name}"), caption, alternative, drawing }))])
    }
}
