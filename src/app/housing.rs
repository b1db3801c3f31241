//! What is doubtful about a cage after animals were moved into it.

use domain::{Cage, Label, StudyRecord, counted};

/// Animals that a cage usually holds at most.
const USUAL_MOST: usize = 5;

/// What is doubtful about a cage after animals were moved into it: more animals on study than any cage held before, and ear
/// marks that several of them have.
pub(super) fn doubts_of_cage(
    before: &StudyRecord,
    after: &StudyRecord,
    cage: &Label,
) -> Vec<String> {
    let Some(cage) = after.cages.iter().find(|known| known.label == *cage) else {
        return Vec::new();
    };
    let on_study = |record: &StudyRecord, of: &Cage| record.residents(of.id).count();
    let label = &cage.label;
    let sizes = before.cages.iter().map(|known| on_study(before, known));
    let largest = sizes.max().filter(|largest| *largest > 1);
    let (now, was) = (on_study(after, cage), on_study(before, cage));
    let mut doubts = Vec::new();
    if now > was && now > largest.unwrap_or(USUAL_MOST) {
        let most = match largest {
            Some(largest) => format!("no cage of the study held more than {largest}"),
            None => format!("{USUAL_MOST} are usual at most"),
        };
        doubts.push(format!(
            "cage {label} now holds {}; {most}",
            counted(now, "animal")
        ));
    }
    let mut marked: Vec<(&Label, &Label)> = after
        .residents(cage.id)
        .filter_map(|a| Some((a.animal.ear.as_ref()?, &a.animal.tag)))
        .collect();
    marked.sort_by_key(|(ear, _)| *ear);
    for same in marked
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|same| same.len() > 1)
    {
        let tags: Vec<&str> = same.iter().map(|(_, tag)| tag.as_str()).collect();
        let (ear, tags) = (same[0].0, tags.join(", "));
        doubts.push(format!(
            "ear mark {ear} in cage {label} is that of animals {tags}"
        ));
    }
    doubts
}
