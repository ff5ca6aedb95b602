/// The commands that act beside the stacks, for development. Production refuses them: there, what runs is what was reviewed.
package enum DevelopmentShortcut: String, Sendable, Hashable, CaseIterable {
    /// `deploy --fast`.
    case fast = "deploy --fast"
    /// `exec`.
    case exec
    /// `run`.
    case run
    /// `scale`.
    case scale
    /// `preview`.
    case preview

    /// Refuses the command in production.
    /// - Parameter isProduction: `true` for a production environment.
    /// - Throws: ``EngineError`` with the code ``EngineError/Code/refused``.
    package func allow(inProduction isProduction: Bool) throws(EngineError) {
        guard isProduction else { return }
        throw EngineError(
            .refused, "`infra-cli \(rawValue)` \(reason), which is refused in production", advice: alternative)
    }

    private var reason: String {
        switch self {
        case .fast: "bypasses the stacks"
        case .exec: "opens a running container"
        case .run: "runs a command that was not reviewed"
        case .scale: "changes the service beside its stack"
        case .preview: "copies the environment without its protection"
        }
    }

    private var alternative: String {
        switch self {
        case .fast: "Run `infra-cli deploy` without --fast"
        case .exec: "Read the log with `infra-cli logs`"
        case .run: "Run `infra-cli migrate` for the migration"
        case .scale: "Set service.count or service.scaling in the environment's file and run `infra-cli deploy`"
        case .preview: "Make the preview of another environment: `infra-cli preview up dev`"
        }
    }
}
