//! A request written as people write one, so that the corpora can be read: lines of a head, an empty line, a body.

/// A request with its parts apart.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// Reads any bytes; what is missing is empty. Lines of the head end in LF, and bytes are Latin-1.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let end = bytes.windows(2).position(|pair| pair == b"\n\n");
        let (head, body) = end.map_or((bytes, &b""[..]), |end| (&bytes[..end], &bytes[end + 2..]));
        let head: String = head.iter().copied().map(char::from).collect();
        let mut lines = head.split('\n');
        let (method, target) = lines.next().unwrap_or_default().split_once(' ').unwrap_or(("GET", "/"));
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .collect();
        Self { method: method.to_owned(), target: target.to_owned(), headers, body: body.to_vec() }
    }

    /// As the signing crate takes it.
    pub(crate) fn request(&self) -> signing::Request<'_> {
        signing::Request {
            method: &self.method,
            target: &self.target,
            headers: &self.headers,
            body: &self.body,
        }
    }

    /// Every value of a header, whatever its case.
    pub(crate) fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The same with the signature's headers in place of any others of their names.
    pub(crate) fn signed(
        &self,
        scheme: signing::Scheme,
        credentials: &signing::Credentials,
        scope: &signing::Scope,
        time: jiff::Timestamp,
    ) -> Self {
        let added = signing::sign(scheme, &self.request(), credentials, scope, time);
        let mut signed = self.clone();
        signed.headers.retain(|(name, _)| !added.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)));
        signed.headers.extend(added);
        signed
    }
}

/// The first line of an input and what follows it.
pub(crate) fn first_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    end.map_or((bytes, &b""[..]), |end| (&bytes[..end], &bytes[end + 1..]))
}
