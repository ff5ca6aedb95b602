import Diagnostics

/// A manual move of a secret's current stage to one of its versions, with the clean-up of the pending stage.
///
/// Secrets Manager does not rotate a secret while `AWSPENDING` is on a version other than the current one ("Rotation by
/// Lambda function", AWS Secrets Manager User Guide). A rotation leaves that stage on the version that it makes current, so
/// undoing one would leave the stage on the former version and block later rotations.
package struct SecretPromotion: Sendable, Hashable {
    /// The new current version.
    package let version: String
    /// `true` if the version was current before.
    package let wasCurrent: Bool
    /// The version that lost the pending stage, because it is no longer current.
    package let cleared: String?
    /// The version that keeps the pending stage, because it was never current; rotations wait for it.
    package let waiting: String?

    /// Makes a version current.
    /// - Parameters:
    ///   - store: The store.
    ///   - id: The secret's name or ARN.
    ///   - target: The version's identifier or one of its stages.
    /// - Throws: ``SecretError``; ``SecretError/Kind/notFound`` if no version has that identifier or stage.
    package init(in store: any SecretStore, of id: String, to target: String) async throws(SecretError) {
        let before = try await store.versions(of: id)
        let found = before.first { $0.id == target || $0.stages.contains(SecretStage(rawValue: target)) }
        guard let found else {
            throw SecretError(
                .notFound, id: id,
                reason:
                    "no version has the id or the stage \(SafeDescription.name(target)); list the versions to find it"
            )
        }
        version = found.id
        wasCurrent = found.stages.contains(.current)
        if !wasCurrent { try await store.move(.current, to: found.id, of: id) }
        guard let pending = before.first(where: { $0.stages.contains(.pending) }), pending.id != found.id else {
            (cleared, waiting) = (nil, nil)
            return
        }
        // A version that was current has completed its rotation; one that was not may still be in rotation.
        let isOver = pending.stages.contains(.current) || pending.stages.contains(.previous)
        if isOver { try await store.remove(.pending, from: pending.id, of: id) }
        (cleared, waiting) = isOver ? (pending.id, nil) : (nil, pending.id)
    }
}
