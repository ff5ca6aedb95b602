import Basics

/// Tokens and key sets in text, valid or not.
package enum TokenText {
    /// Returns a token.
    package static func token(_ header: String, _ payload: String, _ sign: ([UInt8]) -> [UInt8]) -> [UInt8] {
        let message = Array("\(Base64URL.encoded(header.utf8)).\(Base64URL.encoded(payload.utf8))".utf8)
        return message + Array(".\(Base64URL.encoded(sign(message)))".utf8)
    }

    /// Returns a token whose parts are padded, as those of load balancers.
    package static func paddedToken(_ header: String, _ payload: String, _ sign: ([UInt8]) -> [UInt8]) -> [UInt8] {
        func part(_ bytes: some Sequence<UInt8>) -> String {
            let text = Base64URL.encoded(bytes)
            return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        }
        let message = Array("\(part(header.utf8)).\(part(payload.utf8))".utf8)
        return message + Array(".\(part(sign(message)))".utf8)
    }

    /// Returns the document of a key set.
    package static func keys(_ keys: String...) -> [UInt8] {
        Array(#"{"keys": [\#(keys.joined(separator: ", "))]}"#.utf8)
    }
}
