//! Energy through the fence: from outside suppliers through makers and users to what is used and what leaves the park.

use std::collections::{BTreeMap, BTreeSet};

use super::balance::{Balance, Stream};
use super::kind::Gathered;
use super::shortlist::Shortlist;
use super::subject::{Gaps, Subject, tonnes};
use crate::factors::Measure as Measured;
use crate::output::chart::{Chart, Figure, Flow, Link, Measure, Node};
use crate::park::{EnterpriseId, Whose};
use crate::quantity::{Dimension, Grams};
use crate::source::{Code, Problem, Text};

/// So many enterprises have a node of their own.
const ENTERPRISES: usize = 15;
/// So many carriers have a node of their own at either end.
const STREAMS: usize = 6;

/// An enterprise with a node of its own, or the others together (`None`).
type Who = Option<EnterpriseId>;

/// The energy flow of a period at calorific value.
pub(super) fn flow(subject: &Subject<'_>) -> Result<Gathered, Text> {
    let measures = subject.measures;
    let name = Text::new("energy", "能源");
    let mut gaps = Gaps::default();
    let total = measures.measure(&Measured::TceCalorific, Dimension::CoalEquivalent, &Whose::Park, subject.span);
    let total = total.map_err(|missing| {
        gaps.add(missing);
        gaps.nothing(&name, subject)
    })?;
    let balance = Balance::of(measures.energy(&Whose::Park, subject.span), measures.library);
    if balance.into.is_empty() {
        return Err(Text::new(format!("no energy in {}", subject.span), format!("{} 没有能源数据", subject.span)));
    }
    let ids: BTreeSet<EnterpriseId> = balance.used.keys().copied().collect();
    let size = |id: EnterpriseId| (id, Some(tonnes(balance.received(id))));
    let list = Shortlist::of(ids.iter().copied().map(size).collect(), ENTERPRISES);
    let figure = Picture::of(&balance, &list).figure(subject, &list);
    let title = Text::new("Energy flow through the fence", "园区能流图");
    let mut heading = subject.heading(title);
    heading.note = subject
        .pick(
            "At calorific value. What conversion makes and nobody inside takes counts as sold outside.",
            "按当量值。加工转换产出中园区内未使用的部分视为外供。",
        )
        .to_string();
    heading.lists.extend(list.list(subject));
    let mut notices = Vec::new();
    if !total.complete {
        let text = Text::new(
            "energy: some energy has no coal equivalent, or crosses the edge of the period, and is not drawn",
            "能源：部分能源缺少折标系数或跨期，图中未含",
        );
        notices.push(Problem::new(Code::MetricMissing, text));
    }
    for (id, used) in balance.used.iter().filter(|(_, used)| **used < Grams::ZERO) {
        let of = &measures.park.enterprise(*id).name;
        let more = (-*used).display(2);
        notices.push(Problem::new(
            Code::MetricMissing,
            Text::new(
                format!("energy of {}: {more} tce more leave it than come in, which no flow shows", of.en),
                format!("{}的能源：流出比流入多 {more} tce，图中无法表示", of.zh),
            ),
        ));
    }
    Ok(Gathered { chart: Chart { heading, figure: Figure::Flow(figure) }, notices })
}

/// The flow with its parts summed up as far as a reader can follow.
struct Picture {
    into: BTreeMap<(Option<Stream>, Who), Grams>,
    inside: BTreeMap<(Who, Who), Grams>,
    out: BTreeMap<(Who, Option<Stream>), Grams>,
    used: BTreeMap<Who, Grams>,
    /// Column of each enterprise.
    column: BTreeMap<Who, usize>,
}

impl Picture {
    fn of(balance: &Balance, list: &Shortlist) -> Self {
        let who = |id: EnterpriseId| Some(id).filter(|id| !list.rest.contains(id));
        let sources = largest(balance.into.iter().map(|((stream, _), sum)| (*stream, *sum)));
        let outlets = largest(balance.out.iter().map(|((_, stream), sum)| (*stream, *sum)));
        let mut picture = Self {
            into: BTreeMap::new(),
            inside: BTreeMap::new(),
            out: BTreeMap::new(),
            used: BTreeMap::new(),
            column: BTreeMap::new(),
        };
        for ((stream, id), sum) in &balance.into {
            let stream = Some(*stream).filter(|stream| sources.contains(stream));
            *picture.into.entry((stream, who(*id))).or_default() += *sum;
        }
        for ((seller, buyer), sum) in &balance.inside {
            // What the others hand to each other stays in their one node.
            if who(*seller) != who(*buyer) {
                *picture.inside.entry((who(*seller), who(*buyer))).or_default() += *sum;
            }
        }
        for ((id, stream), sum) in &balance.out {
            let stream = Some(*stream).filter(|stream| outlets.contains(stream));
            *picture.out.entry((who(*id), stream)).or_default() += *sum;
        }
        for (id, sum) in &balance.used {
            *picture.used.entry(who(*id)).or_default() += *sum;
        }
        picture.column = picture.columns();
        picture
    }

    /// The column of each enterprise: one right of all who supply it. Of enterprises that supply each other, the one that
    /// hands on most comes first.
    fn columns(&self) -> BTreeMap<Who, usize> {
        let mut open: BTreeSet<Who> = self.used.keys().copied().collect();
        let mut column: BTreeMap<Who, usize> = BTreeMap::new();
        let handed_on =
            |who: &Who| self.inside.iter().filter(|((from, _), _)| from == who).map(|(_, sum)| *sum).sum::<Grams>();
        while !open.is_empty() {
            let waits =
                |who: &Who| self.inside.keys().any(|(from, to)| to == who && from != who && open.contains(from));
            let ready: Vec<Who> = open.iter().copied().filter(|who| !waits(who)).collect();
            let next = match ready.as_slice() {
                [] => open.iter().copied().max_by_key(handed_on).into_iter().collect(),
                _ => ready,
            };
            for who in next {
                let suppliers =
                    self.inside.keys().filter(|(_, to)| *to == who).filter_map(|(from, _)| column.get(from));
                column.insert(who, suppliers.max().map_or(1, |last| last + 1));
                open.remove(&who);
            }
        }
        // Who is supplied from outside alone and supplies nobody is a user like the others.
        let supplies = |who: &Who| self.inside.keys().any(|(from, _)| from == who);
        if !self.inside.is_empty() {
            let users: Vec<Who> =
                column.iter().filter(|(who, at)| **at == 1 && !supplies(who)).map(|(who, _)| *who).collect();
            column.extend(users.into_iter().map(|who| (who, 2)));
        }
        column
    }

    fn figure(&self, subject: &Subject<'_>, list: &Shortlist) -> Flow {
        let others = list.rest_name(subject.lang).unwrap_or_default();
        let returned = |from: &Who, to: &Who| self.column[to] <= self.column[from];
        let back = self.inside.keys().filter(|(from, to)| returned(from, to)).map(|(from, _)| self.column[from] + 1);
        let last = back.chain(self.column.values().copied()).max().unwrap_or(1) + 1;
        let mut nodes = Nodes {
            flow: Flow {
                measure: Measure::amount(subject.pick("Energy", "能源"), "tce"),
                nodes: Vec::new(),
                links: Vec::new(),
            },
            known: BTreeMap::new(),
        };
        let enterprise = |who: &Who| (who.map_or_else(|| others.clone(), |id| subject.name(id)), self.column[who]);
        for ((stream, who), sum) in &self.into {
            let source = stream.map_or_else(
                || subject.pick("other energy", "其他能源").to_string(),
                |stream| source_name(subject, stream),
            );
            nodes.link((source, 0), enterprise(who), *sum);
        }
        let mut used = self.used.clone();
        for ((from, to), sum) in &self.inside {
            let (seller, mut buyer) = (enterprise(from), enterprise(to));
            if returned(from, to) {
                // They supply each other: what comes back arrives at a second node. What is used is used there first; what
                // is handed on again begins at the node of the enterprise.
                let left = used.entry(*to).or_default();
                let here = (*left).clamp(Grams::ZERO, *sum);
                *left += -here;
                buyer = (buyer.0 + subject.pick(" (supplied back)", "（返供）"), seller.1 + 1);
                nodes.link(buyer.clone(), used_node(subject, last), here);
            }
            nodes.link(seller, buyer, *sum);
        }
        for (who, sum) in &used {
            nodes.link(enterprise(who), used_node(subject, last), *sum);
        }
        for ((who, stream), sum) in &self.out {
            let outlet = stream.map_or_else(
                || subject.pick("other energy, sold outside", "其他能源（外供）").to_string(),
                |stream| outlet_name(subject, stream),
            );
            nodes.link(enterprise(who), (outlet, last), *sum);
        }
        nodes.flow
    }
}

/// Nodes by name and column, made when they are first named.
struct Nodes {
    flow: Flow,
    known: BTreeMap<(String, usize), usize>,
}

impl Nodes {
    fn link(&mut self, from: (String, usize), to: (String, usize), sum: Grams) {
        if sum > Grams::ZERO {
            let (from, to) = (self.node(from), self.node(to));
            self.flow.links.push(Link { from, to, value: tonnes(sum) });
        }
    }

    fn node(&mut self, named: (String, usize)) -> usize {
        let nodes = &mut self.flow.nodes;
        *self.known.entry(named).or_insert_with_key(|(name, column)| {
            nodes.push(Node { name: name.clone(), column: *column });
            nodes.len() - 1
        })
    }
}

fn used_node(subject: &Subject<'_>, column: usize) -> (String, usize) {
    (subject.pick("used in the park", "园区内消费").to_string(), column)
}

fn source_name(subject: &Subject<'_>, stream: Stream) -> String {
    let carrier = carrier_name(subject, stream);
    let (en, zh) = match (stream.own, stream.non_fossil) {
        (true, _) => (" (own renewable)", "（自发可再生）"),
        (false, true) => (" (non-fossil)", "（非化石）"),
        (false, false) => ("", ""),
    };
    format!("{carrier}{}", subject.pick(en, zh))
}

fn outlet_name(subject: &Subject<'_>, stream: Stream) -> String {
    format!("{}{}", carrier_name(subject, stream), subject.pick(" sold outside", "（外供）"))
}

fn carrier_name(subject: &Subject<'_>, stream: Stream) -> String {
    subject.measures.library.catalogue.get(stream.carrier).name.get(subject.lang).to_string()
}

/// The largest streams by their sums; all of them if there is but one more.
fn largest(streams: impl Iterator<Item = (Stream, Grams)>) -> BTreeSet<Stream> {
    let mut sums: BTreeMap<Stream, Grams> = BTreeMap::new();
    for (stream, sum) in streams {
        *sums.entry(stream).or_default() += sum;
    }
    let mut order: Vec<(Stream, Grams)> = sums.into_iter().collect();
    order.sort_by_key(|(_, sum)| -*sum);
    let kept = if order.len() <= STREAMS + 1 { order.len() } else { STREAMS };
    order.into_iter().take(kept).map(|(stream, _)| stream).collect()
}
