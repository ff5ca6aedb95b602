import Foundation
import Infra

/// The registry's facts for the emulator.
enum ResourceRegistry {
    private struct Facts: Encodable {
        let createOnly: [String]
        let attributes: [String]
    }

    /// The create-only properties and the return attributes of every known type, on one line.
    static func json() throws -> String {
        let types = ResourceFacts.known.mapValues { facts in
            Facts(
                // A replacement of a block's member replaces the property that has it.
                createOnly: facts.createOnly.map { String($0.prefix { $0 != "/" }) },
                attributes: facts.readOnly.map { $0.replacing("/", with: ".") })
        }
        return String(decoding: try JSONEncoder().encode(["types": types]), as: UTF8.self)
    }
}
