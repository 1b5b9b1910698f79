//! Enumerations: open ones that keep what they do not know, closed ones that refuse it.

/// Defines an enumeration of texts that keeps a text it does not know in its variant `Other`.
///
/// It converts from and to text without loss, and is written and read by `serde` as that text.
///
/// ```
/// model_transport::open_enum! {
///     /// The colour of a thing.
///     pub enum Colour {
///         /// Like grass.
///         Green = "green",
///     }
/// }
///
/// assert_eq!(Colour::from("green"), Colour::Green);
/// assert_eq!(Colour::from("mauve"), Colour::Other("mauve".into()));
/// assert_eq!(Colour::from("mauve").as_str(), "mauve");
/// ```
#[macro_export]
macro_rules! open_enum {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A text that this version does not know, kept as it came.
            Other(String),
        }

        impl $name {
            /// The text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() {
                    $($text => Self::$variant,)*
                    _ => Self::Other(text),
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::from(text.to_owned())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }
    };
}

/// Defines an enumeration of the only texts that a request member can hold.
///
/// Any other text is an [`InvalidMember`](crate::InvalidMember) that names the member and lists the values.
///
/// ```
/// model_transport::closed_enum! {
///     /// Which way to sort.
///     pub enum SortOrder for "sortOrder", "up or down" {
///         /// Smallest first.
///         Up = "up",
///         /// Largest first.
///         Down = "down",
///     }
/// }
///
/// assert_eq!(SortOrder::try_from("up"), Ok(SortOrder::Up));
/// let error = SortOrder::try_from("sideways").unwrap_err();
/// assert_eq!(error.to_string(), r#"sortOrder cannot be "sideways": it has to be up or down"#);
/// ```
#[macro_export]
macro_rules! closed_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident for $member:literal, $limit:literal {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
        }

        impl $name {
            /// Every value, in the order of the reference.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The text on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl TryFrom<&str> for $name {
            type Error = $crate::InvalidMember;

            fn try_from(text: &str) -> Result<Self, $crate::InvalidMember> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err($crate::InvalidMember::text($member, text, $limit)),
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::InvalidMember;

            fn from_str(text: &str) -> Result<Self, $crate::InvalidMember> {
                Self::try_from(text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
