//! Where the animals of an exported study come from: from memory, or from the file, a few at a time.

use std::io;

use domain::{AnimalRecord, Blinding, StudyRecord};
use store::StudyByAnimal;

/// Takes an animal; its error ends the reading.
pub type AnimalSink<'s> = &'s mut dyn FnMut(&AnimalRecord) -> io::Result<()>;

/// The animals of a study, masked, in order of tags.
pub trait AnimalSource {
    /// Hands every animal to `sink`, the same each time.
    ///
    /// # Errors
    /// The first error of `sink`; or a [`store::Error`] within, if an animal cannot be read.
    fn each_animal(&self, sink: AnimalSink<'_>) -> io::Result<()>;
}

impl AnimalSource for StudyRecord {
    fn each_animal(&self, sink: AnimalSink<'_>) -> io::Result<()> {
        self.animals.iter().try_for_each(sink)
    }
}

/// The animals in the file.
pub struct AnimalsOfFile<'a> {
    pub study: &'a StudyByAnimal<'a>,
    pub blinding: Blinding,
}

impl AnimalSource for AnimalsOfFile<'_> {
    fn each_animal(&self, sink: AnimalSink<'_>) -> io::Result<()> {
        let read = self.study.each_animal(|animal| {
            let animal = match self.blinding.is_blinded() {
                true => animal.masked(self.blinding),
                false => animal,
            };
            sink(&animal).map_err(Failure::Sink)
        });
        read.map_err(|failure| match failure {
            Failure::Sink(error) => error,
            Failure::Unread(error) => io::Error::other(error),
        })
    }
}

enum Failure {
    Sink(io::Error),
    Unread(store::Error),
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self::Unread(error)
    }
}

#[cfg(test)]
mod tests {
    use crate::Notebook;
    use crate::demo::RUNNING_DEMO;
    use crate::export::{Format, files_of, results};
    use domain::{BlindBy, Label, Reason};

    #[test]
    fn animals_read_from_the_file_give_the_bytes_of_a_study_in_memory() {
        let dir = tempfile::tempdir().unwrap();
        let author = Label::new("author", "M. Meier").unwrap();
        let mut notebook = Notebook::create_or_open(&dir.path().join("n.db"), author).unwrap();
        notebook.create_demo(domain::testing::date(56)).unwrap();
        for blinded in [false, true] {
            if blinded {
                let reason = Some(Reason::new("groups are read blind").unwrap());
                notebook
                    .blind(RUNNING_DEMO, BlindBy::Animals, reason)
                    .unwrap();
            }
            let written = notebook.export_by_animal(RUNNING_DEMO, &Format::Csv, dir.path());
            let record = notebook.study(RUNNING_DEMO).unwrap();
            let files = files_of(&record, &Format::Csv).unwrap();
            let written = written.unwrap().files;
            assert_eq!(written.len() + results::TABLES.len(), files.len());
            for (path, file) in written.iter().zip(files) {
                let mut bytes = Vec::new();
                file.write(&mut bytes).unwrap();
                assert!(std::fs::read(path).unwrap() == bytes, "{}", file.name);
            }
        }
    }
}
