internal import AWSClient
internal import AWSOperations

extension ReleaseLedger {
    /// The key of a template, such as `templates/9f86….json`.
    package static func templateKey(_ digest: String) -> String { "templates/\(digest).json" }

    /// Stores a template under its digest; a template that is stored already is left as it is.
    /// - Returns: The SHA-256 of the template.
    @discardableResult
    package func store(template: String) async throws(LedgerError) -> String {
        let digest = ContentDigest.sha256(of: template)
        let key = Self.templateKey(digest)
        for _ in 1...Self.attempts {
            do throws(AWSError) {
                switch try await store.write([UInt8](template.utf8), to: key, if: .isAbsent) {
                case .written, .preconditionFailed: return digest
                // The same content is being written.
                case .conflict: continue
                case .missing, .unknown:
                    if try await store.read(key) != nil { return digest }
                }
            } catch {
                throw LedgerError(error, "storing the template \(key)")
            }
        }
        throw LedgerError(.undecided, "the template \(key) could not be stored: no response arrived")
    }

    /// Stores a template that is too long for a request, and returns its address for CloudFormation.
    package func address(of template: String, at addresses: ArtifactAddresses) async throws(EngineError) -> String {
        do throws(LedgerError) {
            let digest = try await self.store(template: template)
            return addresses.url(bucket: store.location.bucket, key: Self.templateKey(digest))
        } catch {
            throw EngineError(error)
        }
    }

    /// Reads a template by its digest and checks it.
    package func template(digest: String) async throws(LedgerError) -> String {
        let key = Self.templateKey(digest)
        let stored: ObjectStore.Stored?
        do throws(AWSError) {
            stored = try await store.read(key)
        } catch {
            throw LedgerError(error, "reading the template \(key)")
        }
        guard let stored else {
            throw LedgerError(
                .missing, "the template \(key) is not in the bucket any more, so its release cannot be restored")
        }
        guard ContentDigest.sha256(of: stored.body) == digest else {
            throw LedgerError(
                .unreadable,
                "the template \(key) was changed: its SHA-256 is not its name. Restore the object's older version"
            )
        }
        return String(decoding: stored.body, as: UTF8.self)
    }

    /// The stacks of a release as they were planned, with their templates.
    package func plannedStacks(of release: Release) async throws(LedgerError) -> [PlannedStack] {
        var stacks: [PlannedStack] = []
        for record in release.stacks {
            stacks.append(record.planned(template: try await template(digest: record.templateDigest)))
        }
        return stacks
    }
}

extension Release.StackRecord {
    /// The stack as it was planned.
    package func planned(template: String) -> PlannedStack {
        PlannedStack(
            role: role, name: name, template: template, parameters: parameters, tags: tags,
            capabilities: capabilities, resourceTypes: TemplateResources.types(in: template),
            statefulIDs: Set(statefulIDs), delegated: delegated.mapValues { Set($0) })
    }
}
