//! The table of animals.

use std::cmp::Ordering;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::State;
use super::glance::{Glance, mm3, signed};
use crate::base::study::OpenStudy;
use crate::base::theme::Theme;
use crate::widgets::list::{self, Cell, Column};
use crate::widgets::{message, text};
use domain::{AnimalRecord, DispositionKind, Label, counted, tag_order};

/// What the table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Sort {
    #[default]
    Tag,
    Cage,
    Sex,
    Arm,
    Volume,
    VolumeChange,
    Weight,
    WeightChange,
    Status,
}

impl Sort {
    const ALL: [Self; 9] = [
        Self::Tag,
        Self::Cage,
        Self::Sex,
        Self::Arm,
        Self::Volume,
        Self::VolumeChange,
        Self::Weight,
        Self::WeightChange,
        Self::Status,
    ];

    /// The next column, from the last one on the first.
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|sort| *sort == self);
        Self::ALL[at.map_or(0, |at| (at + 1) % Self::ALL.len())]
    }

    fn words(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Cage => "cage",
            Self::Sex => "sex",
            Self::Arm => "arm",
            Self::Volume => "volume",
            Self::VolumeChange => "change of volume",
            Self::Weight => "body weight",
            Self::WeightChange => "change of body weight",
            Self::Status => "status",
        }
    }

    /// What an animal is sorted by; none comes last.
    fn key<'a>(self, open: &'a OpenStudy, animal: &'a AnimalRecord) -> Option<Key<'a>> {
        let glance = || Glance::of(&open.record.study.protocol, animal);
        match self {
            Self::Tag => Some(Key::Text(animal.animal.tag.as_str())),
            Self::Cage => open.cage(animal).map(|cage| Key::Text(cage.as_str())),
            Self::Sex => animal.animal.sex.map(|sex| Key::Text(sex.id())),
            Self::Arm => {
                let of_animal = |arm: &domain::Arm| animal.animal.arm == Some(arm.id);
                let place = open.record.arms.iter().position(of_animal);
                place.map(|place| Key::Number(place as f64))
            }
            Self::Volume => glance().volume.map(|(_, volume)| Key::Number(volume)),
            Self::VolumeChange => glance().volume_change.map(Key::Number),
            Self::Weight => glance().weight.map(Key::Number),
            Self::WeightChange => glance().weight_change.map(Key::Number),
            Self::Status => Some(Key::Text(status(open, animal))),
        }
    }
}

/// What is compared.
enum Key<'a> {
    Text(&'a str),
    Number(f64),
}

impl Key<'_> {
    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => tag_order(a, b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            _ => Ordering::Equal,
        }
    }
}

/// The animals that fit the filter, in the order of the table, by their places in the record.
pub(super) fn rows(open: &OpenStudy, state: &State) -> Vec<usize> {
    let words = state.filter.to_lowercase();
    let words: Vec<&str> = words.split_whitespace().collect();
    let animals = open.record.animals.iter().enumerate();
    let fitting = animals.filter(|(_, animal)| words.is_empty() || fits(open, animal, &words));
    let mut keyed: Vec<_> = fitting
        .map(|(row, animal)| (state.sort.key(open, animal), row))
        .collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if state.descending => b.order(a),
        (Some(a), Some(b)) => a.order(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    keyed.into_iter().map(|(_, row)| row).collect()
}

fn fits(open: &OpenStudy, animal: &AnimalRecord, words: &[&str]) -> bool {
    let arm = open.group(animal);
    let left = animal.disposition.as_ref();
    let parts = [
        animal.animal.tag.as_str(),
        open.cage(animal).map_or("", Label::as_str),
        arm.map_or("", |(_, name)| name.as_str()),
        animal.animal.sex.map_or("", |sex| sex.id()),
        &left.map_or(status(open, animal).to_owned(), |left| left.kind.words()),
    ];
    let text = parts.join(" ").to_lowercase();
    words.iter().all(|word| text.contains(word))
}

/// The status of an animal in a word or two. Nobody is on a study that is closed.
fn status(open: &OpenStudy, animal: &AnimalRecord) -> &'static str {
    match animal.disposition.as_ref().map(|left| left.kind) {
        None if open.is_open() => "on study",
        None => "unrecorded",
        Some(DispositionKind::ScheduledSacrifice) => "sacrificed",
        Some(DispositionKind::HumaneEndpoint) => "endpoint",
        Some(DispositionKind::FoundDead) => "found dead",
        Some(DispositionKind::Excluded) => "excluded",
        Some(DispositionKind::Reserve) => "reserve",
        Some(DispositionKind::Transferred) => "transfer",
    }
}

/// Draws the table.
pub(super) fn draw(
    state: &State,
    open: &OpenStudy,
    rows: &[usize],
    at: usize,
    theme: &Theme,
    buffer: &mut Buffer,
    area: Rect,
) {
    let animals = &open.record.animals;
    if animals.is_empty() {
        let hint = "n adds animals; :import brings them in from a table.";
        return message::draw(buffer, area, theme, "No animal yet.", hint);
    }
    let cells = usize::from(area.width).saturating_sub(1);
    let place = format!(" {} / {} ", rows.len().min(at + 1), rows.len());
    let room = cells.saturating_sub(text::width(&place));
    let phrase = text::left(&summary(open, state, rows, room), room) + &place;
    buffer.set_stringn(
        area.x + area.width.min(1),
        area.y,
        phrase,
        cells,
        theme.faint(),
    );
    let below = Rect::new(
        area.x,
        area.y + 1,
        area.width,
        area.height.saturating_sub(1),
    );
    if rows.is_empty() {
        return message::draw(buffer, below, theme, "No animal matches the filter.", "");
    }
    let known = Known::of(open, usize::from(area.width));
    let columns = known.of_columns(columns(state, open, known));
    list::draw(
        buffer,
        below,
        theme,
        &columns,
        rows.len(),
        Some(at),
        |row| {
            let animal = rows.get(row).and_then(|row| animals.get(*row));
            animal.map_or_else(Vec::new, |a| {
                known.of_columns(cells_of(state, theme, open, a))
            })
        },
    );
}

/// Which columns have something to say.
#[derive(Debug, Clone, Copy)]
struct Known {
    sexes: bool,
    several_tumors: bool,
    /// Ear marks and chips, where the window has room for them.
    ears: bool,
    chips: bool,
    /// Cells of the tag, the cage and the arm.
    tag: usize,
    cage: usize,
    arm: usize,
}

/// Cells of a tag and of a cage, unless longer ones find room; of an arm at least.
const TAG: usize = 7;
const CAGE: usize = 5;
const LEAST_ARM: usize = 8;

/// Cells of a tag and of a cage at most.
const MOST_TAG: usize = 20;
const MOST_CAGE: usize = 12;

impl Known {
    /// Tags are what one looks for: they get the room they need before the arm and the sex do, then
    /// cages theirs.
    fn of(open: &OpenStudy, cells: usize) -> Self {
        let animals = &open.record.animals;
        let sexes = animals.iter().any(|a| a.animal.sex.is_some());
        let several_tumors = animals.iter().any(|a| a.tumors.len() > 1);
        let room = |sexes: bool| {
            let arm = 20 - 4 * usize::from(sexes) - 6 * usize::from(several_tumors);
            arm + cells.saturating_sub(LEAST_WINDOW)
        };
        let tags = animals.iter().map(|a| text::width(a.animal.tag.as_str()));
        let cages = animals.iter().filter_map(|a| open.cage(a));
        let cages = cages.map(|cage| text::width(cage.as_str()));
        let tag = tags.max().unwrap_or(0).clamp(TAG, MOST_TAG);
        let cage = cages.max().unwrap_or(0).clamp(CAGE, MOST_CAGE);
        let wanted = (tag - TAG) + (cage - CAGE) + LEAST_ARM;
        let sexes = sexes && (wanted <= room(true) || tag == TAG);
        let spare = room(sexes).saturating_sub(LEAST_ARM);
        let tag = tag.min(TAG + spare);
        let cage = cage.min(CAGE + spare - (tag - TAG));
        let arm = 20 - 4 * usize::from(sexes) - 6 * usize::from(several_tumors);
        let arm = arm.saturating_sub(tag - TAG + cage - CAGE).max(LEAST_ARM);
        let has_room = cells >= WIDE_WINDOW;
        Self {
            sexes,
            several_tumors,
            ears: has_room && animals.iter().any(|a| a.animal.ear.is_some()),
            chips: has_room && animals.iter().any(|a| a.animal.rfid.is_some()),
            tag,
            cage,
            arm,
        }
    }

    /// What belongs to these columns, of what belongs to all.
    fn of_columns<T>(self, all: Vec<T>) -> Vec<T> {
        let left_out = |at: usize| match at {
            3 => !self.sexes,
            5 => !self.several_tumors,
            12 => !self.ears,
            13 => !self.chips,
            _ => false,
        };
        let all = all.into_iter().enumerate();
        all.filter(|(at, _)| !left_out(*at))
            .map(|(_, one)| one)
            .collect()
    }
}

/// What the table shows, in as many whole parts as find room.
fn summary(open: &OpenStudy, state: &State, rows: &[usize], room: usize) -> String {
    let shown = rows.len();
    let head = open.record.head();
    let mut parts = vec![match shown == head.animals {
        true => counted(shown, "animal"),
        false => format!("{shown} of {}", counted(head.animals, "animal")),
    }];
    parts.push(format!("{} on study", head.on_study));
    if !state.marked.is_empty() {
        let hidden = match state.hidden_marks(open, rows) {
            0 => String::new(),
            hidden => format!(", {hidden} of them hidden"),
        };
        parts.push(format!("{} marked{hidden}", state.marked.len()));
    }
    let way = if state.descending { "↓" } else { "↑" };
    parts.push(format!("by {} {way}", state.sort.words()));
    parts.push("Δ since baseline".to_owned());
    while parts.len() > 1 && text::width(&parts.join(" · ")) > room {
        parts.pop();
    }
    parts.join(" · ")
}

/// The narrowest window that shows all columns.
const LEAST_WINDOW: usize = 80;

/// The narrowest window that shows ear marks and chips besides.
const WIDE_WINDOW: usize = 120;

/// All columns; with fewer of them there is more room for the arm.
fn columns(state: &State, open: &OpenStudy, known: Known) -> Vec<Column> {
    let title = |title: &str, sort: Sort| match (state.sort == sort, state.descending) {
        (true, false) => format!("{title}↑"),
        (true, true) => format!("{title}↓"),
        _ => title.to_owned(),
    };
    vec![
        Column::text("", 2, 0),
        Column::tags(&title("animal", Sort::Tag), known.tag, 1),
        Column::tags(&title("cage", Sort::Cage), known.cage, 1),
        Column::text(&title("sex", Sort::Sex), 4, 0),
        Column::arms(&title("arm", Sort::Arm), known.arm, 4, open.groups()),
        Column::number("tumors", 6),
        Column::number(&title("mm³", Sort::Volume), 5),
        Column::number("day", 4),
        Column::number(&title("Δ %", Sort::VolumeChange), 6),
        Column::number(&title("g", Sort::Weight), 5),
        Column::number(&title("Δ %", Sort::WeightChange), 5),
        Column::text(&title("status", Sort::Status), 10, 0),
        Column::text("ear", 5, 0),
        Column::tags("chip", 15, 0),
    ]
}

fn cells_of(state: &State, theme: &Theme, open: &OpenStudy, animal: &AnimalRecord) -> Vec<Cell> {
    let protocol = &open.record.study.protocol;
    let plain = Style::new();
    let glance = Glance::of(protocol, animal);
    let left = animal.disposition.as_ref();
    let alert = left.is_none() && !animal.open_alerts(protocol).is_empty();
    let marked = state.marked.contains(&animal.animal.id);
    let signs = [if marked { "✓" } else { " " }, if alert { "⚠" } else { "" }].concat();
    let sign_style = if alert { theme.alert() } else { theme.strong() };
    let text_style = if left.is_some() { theme.faint() } else { plain };
    let arm = open.group(animal);
    let (arm, arm_style) = arm.map_or((String::new(), plain), |(look, name)| {
        (format!("{} {name}", theme.mark(look)), theme.arm(look))
    });
    let day = |when| {
        let day = animal.animal.day_of(protocol, when);
        day.map_or_else(String::new, |day| day.to_string())
    };
    let label =
        |label: Option<&Label>| (label.map_or_else(String::new, Label::to_string), text_style);
    let number = |value: Option<String>| (value.unwrap_or_default(), text_style);
    vec![
        (signs, sign_style),
        (animal.animal.tag.to_string(), theme.strong()),
        (
            open.cage(animal)
                .map_or_else(String::new, ToString::to_string),
            text_style,
        ),
        (
            animal
                .animal
                .sex
                .map_or_else(String::new, |sex| sex.symbol().to_string()),
            text_style,
        ),
        (arm, arm_style),
        (animal.tumors.len().to_string(), text_style),
        number(glance.volume.map(|(_, volume)| mm3(volume))),
        number(glance.volume.map(|(when, _)| day(when))),
        number(glance.volume_change.map(|change| signed(change, 0))),
        number(glance.weight.map(|grams| format!("{grams:.1}"))),
        number(glance.weight_change.map(|change| signed(change, 1))),
        (status(open, animal).to_owned(), text_style),
        label(animal.animal.ear.as_ref()),
        label(animal.animal.rfid.as_ref()),
    ]
}
