import Basics

/// The path of a canonical request.
enum CanonicalPath {
    /// Appends `path`, given without its query, according to a service's rules.
    static func append(_ path: UnsafeBufferPointer<UInt8>, rules: SigningRules, to output: inout [UInt8]) {
        guard rules.normalizesPath, needsNormalizing(path) else {
            if path.first != UInt8(ascii: "/") { output.append(UInt8(ascii: "/")) }
            return encode(path, rules.pathEncoding, to: &output)
        }
        normalized(path).withUnsafeBufferPointer { encode($0, rules.pathEncoding, to: &output) }
    }

    /// A Boolean value that indicates whether the path has an empty segment or one that begins with a dot. Most paths
    /// have neither and need no splitting.
    private static func needsNormalizing(_ path: UnsafeBufferPointer<UInt8>) -> Bool {
        var previous = UInt8(ascii: "/")
        for (index, byte) in path.enumerated() {
            let opensSegment = previous == UInt8(ascii: "/") && index > 0
            if opensSegment && (byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")) { return true }
            previous = byte
        }
        return path.first == UInt8(ascii: ".")
    }

    /// Resolves dot segments (RFC 3986 section 5.2.4) and removes empty ones. A trailing slash after a segment stays.
    private static func normalized(_ path: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var segments: [Slice<UnsafeBufferPointer<UInt8>>] = []
        for segment in path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true) {
            if segment.elementsEqual(".".utf8) { continue }
            if segment.elementsEqual("..".utf8) {
                _ = segments.popLast()
            } else {
                segments.append(segment)
            }
        }
        var output: [UInt8] = []
        output.reserveCapacity(path.count + 1)
        for segment in segments {
            output.append(UInt8(ascii: "/"))
            output.append(contentsOf: segment)
        }
        if output.isEmpty || path.last == UInt8(ascii: "/") { output.append(UInt8(ascii: "/")) }
        return output
    }

    private static func encode(
        _ path: UnsafeBufferPointer<UInt8>, _ encoding: SigningRules.PathEncoding, to output: inout [UInt8]
    ) {
        var index = 0
        while index < path.count {
            let byte = path[index]
            if byte == UInt8(ascii: "/") {
                output.append(byte)
            } else if encoding == .once, let decoded = PercentEncoding.escapedByte(in: path, at: index) {
                // An encoded slash, `%2F`, is not decoded into a separator: every byte here is encoded again.
                output.appendPercentEncoded(decoded)
                index += 2
            } else {
                output.appendPercentEncoded(byte)
            }
            index += 1
        }
    }
}
