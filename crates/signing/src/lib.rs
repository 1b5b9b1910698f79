//! Signs and verifies requests by three schemes, and says which canonical line differs.
