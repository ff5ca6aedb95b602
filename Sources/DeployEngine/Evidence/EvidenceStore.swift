package import AWSClient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A place that keeps evidence.
///
/// A save adds to what is there for the same release: a task that AWS has forgotten meanwhile stays. Secrets are removed before
/// anything is written.
package protocol EvidenceStore: Sendable {
    /// Saves a bundle and returns its place, such as a path or an `s3:` address.
    @discardableResult
    func save(_ bundle: EvidenceBundle) async throws(EvidenceStoreError) -> String

    /// Returns the bundle of a release; nil without one.
    func bundle(environment: String, release: String?) async throws(EvidenceStoreError) -> EvidenceBundle?
}

/// A failure to keep or read evidence.
package struct EvidenceStoreError: Error, Sendable, CustomStringConvertible {
    /// The place.
    package let place: String
    /// The fault and the remedy.
    package let reason: String

    /// Creates an error.
    package init(place: String, reason: String) {
        self.place = place
        self.reason = reason
    }

    /// The place and the fault.
    package var description: String { "the evidence in \(place) is not available: \(reason)" }
}

extension EvidenceStore {
    /// The bundle to write: what is stored with what is new. A stored bundle that cannot be read does not keep new evidence away.
    fileprivate func merged(_ bundle: EvidenceBundle) async -> EvidenceBundle {
        let stored = try? await self.bundle(environment: bundle.environment, release: bundle.release)
        guard var merged = stored ?? nil else { return bundle }
        merged.merge(bundle)
        return merged
    }
}

/// The path of a bundle below a store's root.
private enum EvidencePath {
    static let file = "evidence.json"

    /// The folder of a release, without characters that leave it.
    static func folder(environment: String, release: String?) -> String {
        "\(name(environment))/\(name(release ?? "unreleased"))"
    }

    private static func name(_ text: String) -> String {
        let name = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) || "-_.".contains($0) ? $0 : "_" })
        return name.allSatisfy { $0 == "." } ? "_" : name
    }
}

/// Evidence in a folder, such as `deploy/out`.
package struct FileEvidenceStore: EvidenceStore {
    private let root: String

    /// Creates a store.
    /// - Parameter root: The folder; it is created when it is needed.
    package init(root: String) {
        self.root = root
    }

    /// Saves a bundle as `<root>/<environment>/<release>/evidence.json` and returns that path.
    @discardableResult
    package func save(_ bundle: EvidenceBundle) async throws(EvidenceStoreError) -> String {
        let folder = root + "/" + EvidencePath.folder(environment: bundle.environment, release: bundle.release)
        let path = folder + "/" + EvidencePath.file
        do {
            let json = try await merged(bundle).json()
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            // Atomically: a process that is ended meanwhile leaves the former bundle.
            try Data(json).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw EvidenceStoreError(place: path, reason: "it cannot be written: \(error)")
        }
        return path
    }

    /// Reads a bundle.
    package func bundle(environment: String, release: String?) async throws(EvidenceStoreError) -> EvidenceBundle? {
        let folder = root + "/" + EvidencePath.folder(environment: environment, release: release)
        let path = folder + "/" + EvidencePath.file
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        do {
            return try EvidenceBundle(json: data)
        } catch {
            throw EvidenceStoreError(place: path, reason: error.description)
        }
    }
}

/// Evidence in the artifact bucket.
package struct BucketEvidenceStore: EvidenceStore {
    private let calls: any AWSCalls
    private let bucket: BucketLocation

    /// The prefix of keys.
    package static let prefix = "evidence/"

    /// Creates a store.
    package init(calls: any AWSCalls, bucket: BucketLocation) {
        self.calls = calls
        self.bucket = bucket
    }

    /// Saves a bundle as `evidence/<environment>/<release>/evidence.json` and returns its address.
    @discardableResult
    package func save(_ bundle: EvidenceBundle) async throws(EvidenceStoreError) -> String {
        let key = key(environment: bundle.environment, release: bundle.release)
        let json: [UInt8]
        do throws(EvidenceFormatError) {
            json = try await merged(bundle).json()
        } catch {
            throw EvidenceStoreError(place: key, reason: error.description)
        }
        do throws(AWSError) {
            _ = try await calls.call(
                ObjectOperations.PutObject(location: bucket, key: key, body: json, contentType: "application/json"))
        } catch {
            throw EvidenceStoreError(place: key, reason: error.description)
        }
        return key
    }

    /// Reads a bundle.
    package func bundle(environment: String, release: String?) async throws(EvidenceStoreError) -> EvidenceBundle? {
        let key = key(environment: environment, release: release)
        let object: ObjectOperations.GetObject.Output
        do throws(AWSError) {
            object = try await calls.call(ObjectOperations.GetObject(location: bucket, key: key))
        } catch {
            if error.isNotFound { return nil }
            throw EvidenceStoreError(place: key, reason: error.description)
        }
        do throws(EvidenceFormatError) {
            return try EvidenceBundle(json: object.body)
        } catch {
            throw EvidenceStoreError(place: key, reason: error.description)
        }
    }

    private func key(environment: String, release: String?) -> String {
        Self.prefix + EvidencePath.folder(environment: environment, release: release) + "/" + EvidencePath.file
    }
}

/// Several stores as one: a bundle is saved in each.
package struct CombinedEvidenceStore: EvidenceStore {
    private let stores: [any EvidenceStore]

    /// Creates a store of stores. The first one is asked first.
    package init(_ stores: [any EvidenceStore]) {
        self.stores = stores
    }

    /// Saves a bundle in each store and returns the first place. Fails only if every store does.
    @discardableResult
    package func save(_ bundle: EvidenceBundle) async throws(EvidenceStoreError) -> String {
        var place: String?
        var failure: EvidenceStoreError?
        for store in stores {
            do throws(EvidenceStoreError) {
                let saved = try await store.save(bundle)
                place = place ?? saved
            } catch {
                failure = error
            }
        }
        if let place { return place }
        throw failure ?? EvidenceStoreError(place: "no store", reason: "there is none")
    }

    /// Returns the first bundle that a store has.
    package func bundle(environment: String, release: String?) async throws(EvidenceStoreError) -> EvidenceBundle? {
        var failure: EvidenceStoreError?
        for store in stores {
            do throws(EvidenceStoreError) {
                if let bundle = try await store.bundle(environment: environment, release: release) { return bundle }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return nil
    }
}
