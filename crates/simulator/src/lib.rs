//! Answers as the provider would by its contract, with a tap in front that can break the connection.
