#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An error of reading a saved bundle.
package struct EvidenceFormatError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The fault, the value found and the remedy.
    package let description: String
}

extension EvidenceBundle {
    /// The bundle as JSON without secrets: sorted keys, times in ISO 8601 with milliseconds.
    package func json() throws(EvidenceFormatError) -> [UInt8] {
        do {
            return Array(try Self.encoder.encode(redactedTree()))
        } catch {
            throw EvidenceFormatError(description: "the evidence cannot be written as JSON: \(error)")
        }
    }

    /// Reads a saved bundle.
    /// - Throws: ``EvidenceFormatError`` if the document is not a bundle or a later version wrote it.
    package init(json: some Sequence<UInt8>) throws(EvidenceFormatError) {
        let data = Data(json)
        let version: Int
        do {
            version = try JSONDecoder().decode(Header.self, from: data).version
        } catch {
            throw EvidenceFormatError(
                description:
                    "the file is no bundle of evidence; expected a JSON object with \"version\", as in deploy/out")
        }
        guard (1...Self.currentVersion).contains(version) else {
            throw EvidenceFormatError(
                description: "the bundle has version \(version); this infra-cli reads up to \(Self.currentVersion); "
                    + "use the infra-cli that wrote it")
        }
        do {
            self = try Self.decoder.decode(EvidenceBundle.self, from: data)
        } catch {
            throw EvidenceFormatError(
                description: "the bundle of version \(version) is incomplete: \(Self.place(of: error))")
        }
    }

    /// The bundle without secrets in any of its texts.
    package func redacted() -> EvidenceBundle {
        // Texts that contain no secret survive the way through JSON unchanged. A bundle that cannot be encoded has no text worth
        // showing.
        guard let tree = try? redactedTree(), let data = try? Self.encoder.encode(tree),
            let bundle = try? Self.decoder.decode(EvidenceBundle.self, from: data)
        else { return EvidenceBundle(environment: environment, collected: collected) }
        return bundle
    }

    /// Walks the encoded form, so that a text added to the bundle later cannot be forgotten.
    private func redactedTree() throws -> EvidenceTree {
        try Self.decoder.decode(EvidenceTree.self, from: Self.encoder.encode(self)).mapped(SecretRedaction.redacted)
    }

    private struct Header: Decodable {
        let version: Int
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(EvidenceTime.text(date))
        }
        return encoder
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = EvidenceTime.date(text) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time in ISO 8601")
            }
            return date
        }
        return decoder
    }

    private static func place(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return "it cannot be read" }
        let (context, missing): (DecodingError.Context, String?) =
            switch error {
            case .keyNotFound(let key, let context): (context, key.stringValue)
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                (context, nil)
            @unknown default: (.init(codingPath: [], debugDescription: ""), nil)
            }
        let path = (context.codingPath.map(\.stringValue) + [missing].compactMap(\.self)).joined(separator: "/")
        return missing == nil ? "\"\(path)\" has an unexpected value" : "\"\(path)\" is missing"
    }
}

/// A JSON value.
private indirect enum EvidenceTree: Codable {
    case text(String), number(Double), truth(Bool), null, list([EvidenceTree]), object([String: EvidenceTree])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let truth = try? container.decode(Bool.self) {
            self = .truth(truth)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([EvidenceTree].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: EvidenceTree].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .number(let number):
            if let whole = Int(exactly: number) { try container.encode(whole) } else { try container.encode(number) }
        case .truth(let truth): try container.encode(truth)
        case .null: try container.encodeNil()
        case .list(let list): try container.encode(list)
        case .object(let members): try container.encode(members)
        }
    }

    func mapped(_ transform: (String) -> String) -> EvidenceTree {
        switch self {
        case .text(let text): .text(transform(text))
        case .number, .truth, .null: self
        case .list(let list): .list(list.map { $0.mapped(transform) })
        case .object(let members): .object(members.mapValues { $0.mapped(transform) })
        }
    }
}
