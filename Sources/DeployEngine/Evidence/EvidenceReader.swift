/// Reads the evidence of a failure for `explain`: live, after the fact, or both.
package struct EvidenceReader: Sendable {
    /// Evidence with its release.
    package struct Found: Sendable {
        /// The evidence.
        package var bundle: EvidenceBundle
        /// The release; nil outside the ledger.
        package var release: Release?
        /// `true` if AWS was read, and not only a saved bundle.
        package var isLive: Bool
    }

    private let context: EngineContext
    private let environment: String
    private let stacks: [String]
    private let ledger: ReleaseLedger?
    private let stores: [any EvidenceStore]

    /// Creates a reader.
    /// - Parameters:
    ///   - stacks: The names of the environment's stacks.
    ///   - ledger: The ledger; nil before the account has a bucket.
    ///   - stores: The places of saved bundles, the first one first.
    package init(
        context: EngineContext, environment: String, stacks: [String], ledger: ReleaseLedger?,
        stores: [any EvidenceStore]
    ) {
        self.context = context
        self.environment = environment
        self.stacks = stacks
        self.ledger = ledger
        self.stores = stores
    }

    /// Returns the evidence of a release, and of the present for the latest one.
    /// - Parameter number: The release's number; nil for the latest.
    /// - Throws: ``EngineError`` with the code `notFound` if there is no such release or no evidence of an earlier one.
    package func read(release number: Int? = nil) async throws(EngineError) -> Found {
        let latest = try await latest()
        var release = latest
        if let number, number != latest?.number {
            release = try await self.release(number)
            guard let saved = await saved(release) else {
                throw EngineError(
                    .notFound, "there is no evidence of release \(number)",
                    advice:
                        "AWS keeps the evidence of the latest operation only; infra-cli releases \(environment) \(number) "
                        + "shows the recorded outcome")
            }
            return Found(bundle: saved, release: release, isLive: false)
        }
        var request = EvidenceRequest(environment: environment, stacks: stacks)
        if let release {
            request.release = EvidenceRequest.releaseName(release.number)
            request.token = release.requestToken
            request.began = release.started
        }
        let live = await EvidenceCollector(context: context).collect(request)
        // What was saved while it failed is more than what AWS still has.
        let bundle = await saved(release)?.merging(live) ?? live
        return Found(bundle: bundle, release: release, isLive: true)
    }

    private func latest() async throws(EngineError) -> Release? {
        guard let ledger else { return nil }
        do {
            return try await ledger.list(limit: 1).first?.release
        } catch {
            throw EngineError(error)
        }
    }

    private func release(_ number: Int) async throws(EngineError) -> Release {
        let entry: LedgerEntry?
        do {
            entry = try await ledger?.get(number)
        } catch {
            throw EngineError(error)
        }
        guard let entry else {
            throw EngineError(
                .notFound, "there is no release \(number)", advice: "infra-cli releases \(environment) lists them")
        }
        return entry.release
    }

    /// The saved bundle of a release. A store that cannot be read is skipped: AWS may still have the evidence.
    private func saved(_ release: Release?) async -> EvidenceBundle? {
        let name = release.map { EvidenceRequest.releaseName($0.number) }
        guard let name else { return nil }
        var found: EvidenceBundle?
        for store in stores {
            guard let bundle = try? await store.bundle(environment: environment, release: name) else { continue }
            found = found?.merging(bundle) ?? bundle
        }
        return found
    }
}
