package import AWSClient
internal import AWSOperations
internal import Basics

/// A release of the ledger with the entity tag that its next update must match.
package struct LedgerEntry: Sendable, Hashable {
    /// The record.
    package var release: Release
    /// The entity tag of the stored record.
    package let entityTag: String

    /// Creates an entry.
    package init(release: Release, entityTag: String) {
        self.release = release
        self.entityTag = entityTag
    }
}

/// The releases of an environment in its bucket: `releases/000N.json`, and each template under its digest.
///
/// A number is allocated by writing its object on the condition that there is none, so two processes never get the same number.
/// Every later write has the condition that the record is still the one that was read.
///
///     let ledger = ReleaseLedger(context: context, location: bucket, environment: "production")
///     var entry = try await ledger.allocate(draft)
///     entry.release.begin(.preflight, at: context.now())
///     entry = try await ledger.update(entry)
package struct ReleaseLedger: Sendable {
    let context: EngineContext
    let store: ObjectStore
    /// The environment's name.
    package let environment: String

    /// The maximum number of attempts of a write that other processes or lost responses interrupt.
    static let attempts = 8

    /// Creates the ledger of an environment.
    /// - Parameters:
    ///   - context: The calls, the clock and randomness.
    ///   - location: The environment's bucket.
    ///   - environment: The environment's name.
    package init(context: EngineContext, location: BucketLocation, environment: String) {
        self.context = context
        store = ObjectStore(calls: context.calls, location: location)
        self.environment = environment
    }

    /// The folder of the records of all environments that share the bucket.
    package static let root = "releases/"

    /// The folder of the records. A preview, whose name has a dot, shares the bucket of its environment and has a folder of its own.
    package static func folder(of environment: String) -> String {
        environment.contains(".") ? "\(root)\(environment)/" : root
    }

    /// The key of a release's record, such as `releases/0042.json`.
    package static func key(_ number: Int, of environment: String = "") -> String {
        let digits = String(number)
        return folder(of: environment) + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + ".json"
    }

    /// The key of a record of this ledger.
    func key(_ number: Int) -> String { Self.key(number, of: environment) }

    /// The number of a record's key; nil for another object, such as the record of a preview.
    func number(ofKey key: String) -> Int? {
        let folder = Self.folder(of: environment)
        guard key.hasPrefix(folder), key.hasSuffix(".json") else { return nil }
        guard let number = Int(key.dropFirst(folder.count).dropLast(5)), number > 0, self.key(number) == key else {
            return nil
        }
        return number
    }

    /// The numbers of all releases, ascending.
    package func numbers() async throws(LedgerError) -> [Int] {
        do throws(AWSError) {
            // The order of keys is not that of numbers beyond 9999.
            return try await store.keys(below: Self.folder(of: environment)).compactMap { number(ofKey: $0) }.sorted()
        } catch {
            throw LedgerError(error, "listing the releases")
        }
    }

    /// Allocates the next number and writes the first record.
    /// - Parameter draft: The release; its number is replaced.
    package func allocate(_ draft: Release) async throws(LedgerError) -> LedgerEntry {
        var release = draft
        release.number = (try await numbers().last ?? 0) + 1
        for attempt in 1...Self.attempts * 8 {
            let key = self.key(release.number)
            let (body, normal) = try Self.encode(release)
            switch try await write(body, to: key, if: .isAbsent) {
            case .written(let entityTag): return LedgerEntry(release: normal, entityTag: entityTag)
            case .conflict, .missing: try await pause(attempt)
            case .preconditionFailed, .unknown:
                // The object may be this process's own: the first attempt wrote it, and its response was lost.
                guard let found = try await get(release.number) else {
                    try await pause(attempt)
                    continue
                }
                if found.release.nonce == release.nonce { return found }
                release.number += 1
            }
        }
        throw LedgerError(
            .undecided,
            "no release number could be allocated: other processes took every number up to \(release.number). Try again"
        )
    }

    /// Writes a changed record.
    /// - Throws: ``LedgerError/Code/changed`` if another process changed it, such as `recover` that took this one for dead.
    package func update(_ entry: LedgerEntry) async throws(LedgerError) -> LedgerEntry {
        let (body, normal) = try Self.encode(entry.release)
        let number = entry.release.number
        var last = "no response arrived"
        for attempt in 1...Self.attempts {
            switch try await write(body, to: key(number), if: .hasEntityTag(entry.entityTag)) {
            case .written(let entityTag): return LedgerEntry(release: normal, entityTag: entityTag)
            case .missing: throw missing(number)
            case .conflict: last = "other processes wrote it at the same time"
            case .preconditionFailed: break
            case .unknown(let reason): last = reason
            }
            guard let found = try await get(number) else { throw missing(number) }
            if found.release == normal { return found }
            guard found.entityTag == entry.entityTag else {
                throw LedgerError(
                    .changed,
                    "release \(number) of \(environment) was changed by another process (its outcome is now: \(found.release.outcome)); this process changes nothing more. Look at 'infra-cli releases' and 'infra-cli lock status'"
                )
            }
            try await pause(attempt)
        }
        throw LedgerError(.undecided, "the record of release \(number) could not be written: \(last)")
    }

    /// Reads, changes and writes a record; a concurrent change repeats it.
    package func modify(
        _ number: Int, _ change: (inout Release) -> Void
    ) async throws(LedgerError) -> LedgerEntry {
        for _ in 1..<Self.attempts {
            guard var entry = try await get(number) else { throw missing(number) }
            change(&entry.release)
            do throws(LedgerError) {
                return try await update(entry)
            } catch  where error.code == .changed {
                continue
            }
        }
        guard var entry = try await get(number) else { throw missing(number) }
        change(&entry.release)
        return try await update(entry)
    }

    /// Reads a release; nil if there is none.
    package func get(_ number: Int) async throws(LedgerError) -> LedgerEntry? {
        let stored: ObjectStore.Stored?
        do throws(AWSError) {
            stored = try await store.read(key(number))
        } catch {
            throw LedgerError(error, "reading release \(number)")
        }
        guard let stored else { return nil }
        do {
            let release = try LedgerCoding.decode(Release.self, from: stored.body)
            return LedgerEntry(release: release, entityTag: stored.entityTag)
        } catch {
            throw LedgerError(
                .unreadable,
                "the record of release \(number) (\(key(number))) cannot be read; it was written by a newer version of infra-cli or changed by hand"
            )
        }
    }

    /// Reads the newest releases, newest first. Records that this version cannot read are left out.
    /// - Parameter limit: The maximum number.
    package func list(limit: Int = 30) async throws(LedgerError) -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        for number in try await numbers().suffix(limit).reversed() {
            do throws(LedgerError) {
                if let entry = try await get(number) { entries.append(entry) }
            } catch  where error.code == .unreadable {
                continue
            }
        }
        return entries
    }

    /// The newest releases as a history.
    package func history(limit: Int = 30) async throws(LedgerError) -> ReleaseHistory {
        ReleaseHistory(try await list(limit: limit).map(\.release))
    }

    /// The newest release that succeeded; nil if none did.
    package func latestSuccessful() async throws(LedgerError) -> LedgerEntry? {
        for number in try await numbers().reversed() {
            do throws(LedgerError) {
                if let entry = try await get(number), entry.release.outcome == .succeeded { return entry }
            } catch  where error.code == .unreadable {
                continue
            }
        }
        return nil
    }

    private func missing(_ number: Int) -> LedgerError {
        LedgerError(
            .missing,
            "release \(number) of \(environment) is not in the ledger; 'infra-cli releases' lists the releases")
    }

    /// The bytes of a release, and the release as a reader sees it: times lose their fractions of a second.
    private static func encode(_ release: Release) throws(LedgerError) -> ([UInt8], Release) {
        do {
            let bytes = try LedgerCoding.encode(release)
            return (bytes, try LedgerCoding.decode(Release.self, from: bytes))
        } catch {
            throw LedgerError(.unreadable, "the record of release \(release.number) cannot be encoded: \(error)")
        }
    }

    private func write(
        _ body: [UInt8], to key: String, if condition: ObjectOperations.PutObject.Condition
    ) async throws(LedgerError) -> ObjectStore.WriteResult {
        do throws(AWSError) {
            return try await store.write(body, to: key, if: condition)
        } catch {
            throw LedgerError(error, "writing \(key)")
        }
    }

    private func pause(_ attempt: Int) async throws(LedgerError) {
        let backoff = Backoff(first: .milliseconds(100), longest: .seconds(3))
        do {
            try await context.clock.sleep(for: backoff.delay(afterFailures: attempt, random: context.random()))
        } catch {
            throw LedgerError(.undecided, "the wait for the ledger was cancelled")
        }
    }
}
