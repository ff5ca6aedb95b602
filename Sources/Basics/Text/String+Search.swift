extension String {
    /// The presence of a text, compared byte by byte in UTF-8.
    ///
    /// The standard library's `contains` compares characters, which takes some twenty times as long; for a text of ASCII
    /// the answers agree unless a combining mark follows it.
    package func hasBytes(of text: StaticString) -> Bool {
        let needle = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard let first = needle.first else { return true }
        var haystack = self
        return haystack.withUTF8 { bytes in
            guard bytes.count >= needle.count else { return false }
            var start = 0
            while start <= bytes.count - needle.count {
                if bytes[start] == first, bytes[start..<start + needle.count].elementsEqual(needle) { return true }
                start += 1
            }
            return false
        }
    }
}
