//! Colours of a chart. The categorical palette is the one of Okabe and Ito (2008), which readers with any common kind
//! of colour blindness can tell apart; heat maps take cividis (Nuñez, Anderton and Renslow 2018), whose lightness
//! rises evenly, so that it survives greyscale print.

/// A colour, 8 bits a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Relative luminance of WCAG 2, 0 to 1.
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Black or white, whichever reads better on this colour.
    pub fn ink(self) -> Self {
        if self.luminance() > 0.18 { Self(0, 0, 0) } else { Self(255, 255, 255) }
    }

    /// The colour on the way to another, 0 to 1.
    pub fn towards(self, other: Self, share: f64) -> Self {
        let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }
}

const BLUE: Colour = Colour(0, 114, 178);
const ORANGE: Colour = Colour(230, 159, 0);
const GREEN: Colour = Colour(0, 158, 115);
const SKY: Colour = Colour(86, 180, 233);
const VERMILLION: Colour = Colour(213, 94, 0);
const YELLOW: Colour = Colour(240, 228, 66);
const PURPLE: Colour = Colour(204, 121, 167);

/// Neighbours differ in lightness, so that a stack can be read in grey as well.
const SERIES: [Colour; 7] = [BLUE, ORANGE, GREEN, SKY, VERMILLION, YELLOW, PURPLE];

const CIVIDIS: [Colour; 9] = [
    Colour(0, 34, 78),
    Colour(26, 56, 111),
    Colour(65, 77, 107),
    Colour(97, 99, 111),
    Colour(125, 124, 120),
    Colour(155, 149, 119),
    Colour(188, 175, 111),
    Colour(221, 203, 92),
    Colour(254, 232, 56),
];

/// How a chart is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// For pages and bulletins.
    #[default]
    Light,
    /// For screens and slides with a dark ground.
    Dark,
    /// For paper, also in grey: black ink, hatches beside colours.
    Print,
}

/// How serious a figure is, for bars, points and zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Within the plan.
    Good,
    /// To be watched.
    Watch,
    /// A warning.
    Warn,
    /// Over the cap.
    Breach,
}

impl Theme {
    pub(super) fn ground(self) -> Colour {
        match self {
            Self::Light | Self::Print => Colour(255, 255, 255),
            Self::Dark => Colour(24, 28, 34),
        }
    }

    pub(super) fn ink(self) -> Colour {
        match self {
            Self::Light => Colour(34, 38, 43),
            Self::Dark => Colour(232, 235, 238),
            Self::Print => Colour(0, 0, 0),
        }
    }

    /// For what explains: units, ticks, sources.
    pub(super) fn muted(self) -> Colour {
        match self {
            Self::Light => Colour(92, 99, 107),
            Self::Dark => Colour(166, 174, 182),
            Self::Print => Colour(50, 50, 50),
        }
    }

    pub(super) fn grid(self) -> Colour {
        match self {
            Self::Light => Colour(224, 227, 231),
            Self::Dark => Colour(56, 63, 71),
            Self::Print => Colour(205, 205, 205),
        }
    }

    /// Of hatches that stand for what is not known.
    pub(super) fn unknown(self) -> Colour {
        match self {
            Self::Light => Colour(166, 173, 181),
            Self::Dark => Colour(110, 119, 129),
            Self::Print => Colour(150, 150, 150),
        }
    }

    pub(super) fn series(self, index: usize) -> Colour {
        let colour = SERIES[index % SERIES.len()];
        // The deep blue is too near to a dark ground.
        if self == Self::Dark && colour == BLUE { Colour(30, 136, 204) } else { colour }
    }

    /// Of the sum of what has no colour of its own.
    pub(super) fn others(self) -> Colour {
        match self {
            Self::Light | Self::Print => Colour(153, 160, 168),
            Self::Dark => Colour(128, 136, 145),
        }
    }

    pub(super) fn up(self) -> Colour {
        VERMILLION
    }

    pub(super) fn down(self) -> Colour {
        self.series(0)
    }

    pub(super) fn level(self, level: Level) -> Colour {
        match level {
            Level::Good => GREEN,
            Level::Watch => YELLOW,
            Level::Warn => ORANGE,
            Level::Breach => VERMILLION,
        }
    }

    /// The colour scale of a heat map at a share from 0 (least) to 1 (most): the most stands out from the ground.
    pub(super) fn heat(self, share: f64) -> Colour {
        let share = share.clamp(0.0, 1.0);
        let along = (if self == Self::Dark { share } else { 1.0 - share }) * (CIVIDIS.len() - 1) as f64;
        let below = (along.floor() as usize).min(CIVIDIS.len() - 2);
        CIVIDIS[below].towards(CIVIDIS[below + 1], along - below as f64)
    }
}
