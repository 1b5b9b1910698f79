//! What holds for any value and any walk: three readings of each limit agree, and no pager loses an item.

#[cfg(test)]
mod excuses;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod pagers;
#[cfg(test)]
mod readings;
#[cfg(test)]
mod resumes;
#[cfg(test)]
mod scripts;
#[cfg(test)]
mod testbed;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod times;
#[cfg(test)]
mod values;
