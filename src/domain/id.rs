//! Ids: globally unique, sorted by the time of their making (UUID version 7), one type per kind of
//! thing so that one cannot stand for another. Making a new one reads the clock and the system's
//! random source, and is therefore the store's affair.

/// Makes types of ids. A kind of entry makes its own beside it.
macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub ::uuid::Uuid);

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl From<::uuid::Uuid> for $name {
            fn from(id: ::uuid::Uuid) -> Self {
                Self(id)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                ::uuid::Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}
pub(crate) use id;

id! {
    /// Names a study.
    StudyId,
    /// Names an arm.
    ArmId,
    /// Names a cage.
    CageId,
    /// Names a cohort.
    CohortId,
    /// Names an animal.
    AnimalId,
    /// Names a tumor.
    TumorId,
    /// Names a disposition.
    DispositionId,
    /// Names an exclusion.
    ExclusionId,
    /// Names an allocation.
    AllocationId,
}
