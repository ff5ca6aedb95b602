/// The checks of a job's variables and of its environment on the code host. No finding has a value.
struct RepositoryCheck {
    let facts: DoctorFacts
    let plan: ReleasePlan

    /// The findings about the variables that a deployment needs: in the process, or among the repository's settings.
    func variables(_ variables: [CIVariable]) -> [DoctorFinding] {
        let findings = variables.compactMap(finding)
        guard findings.isEmpty else { return findings }
        return [DoctorFinding(.variables, .ok, variables.map(\.name).joined(separator: ", "))]
    }

    private func finding(_ variable: CIVariable) -> DoctorFinding? {
        let name = variable.name
        let value = facts.variables[name] ?? ""
        guard value.isEmpty, case .found(let repository, let environment, let settings) = facts.repository else {
            return variable.problem(value, plan).map { DoctorFinding(.variables, .failed, $0, remedy: Self.remedy) }
        }
        if let visible = settings.variables[name] {
            if let problem = variable.problem(visible, plan) {
                return DoctorFinding(.variables, .failed, "\(problem) (the variable on GitHub)", remedy: Self.remedy)
            }
            return unpassed(name, "variable", "vars")
        }
        if settings.secrets.contains(name) { return unpassed(name, "secret", "secrets") }
        let places = [environment.map { "the environment \($0)" }, repository].compactMap(\.self)
        let missing = "\(name) is neither a variable nor a secret of \(places.joined(separator: " or "))"
        guard settings.unread.isEmpty else {
            return DoctorFinding(
                .variables, .skipped, "\(missing), as far as the token may read",
                remedy: "A token with the rights to read variables, secrets and environments also reads "
                    + settings.unread.joined(separator: ", "))
        }
        return DoctorFinding(.variables, .failed, missing, remedy: Self.remedy)
    }

    /// The finding of a setting that a job has and does not pass to this process; nil outside of a job.
    private func unpassed(_ name: String, _ kind: String, _ context: String) -> DoctorFinding? {
        guard facts.variables["GITHUB_ACTIONS"] == "true" else { return nil }
        return DoctorFinding(
            .variables, .failed, "\(name) is a \(kind) on GitHub, and the job does not pass it on",
            remedy: "Add `\(name): ${{ \(context).\(name) }}` to the `env` of the job")
    }

    private static let remedy = "Set it under Settings, Secrets and variables, for the environment of the job"

    /// The finding about the environment of the jobs.
    var protection: DoctorFinding {
        guard case .found(let repository, let name, let settings) = facts.repository else {
            if case .unread(let reason) = facts.repository { return DoctorFinding(.protection, .skipped, reason) }
            return DoctorFinding(.protection, .skipped, "GitHub was not asked")
        }
        let environment = name ?? ""
        switch settings.environment {
        case .unnamed:
            return DoctorFinding(.protection, .skipped, "the jobs of \(plan.environment) name no environment on GitHub")
        case .unread:
            return DoctorFinding(.protection, .skipped, "the token may not read the environments of \(repository)")
        case .missing:
            return DoctorFinding(
                .protection, .warning,
                "\(repository) has no environment \(environment); the first job that names it makes one without protection",
                remedy: "Create it under Settings, Environments")
        case .found(let protection):
            let words = [
                protection.reviewers > 0 ? "\(protection.reviewers) reviewers" : nil,
                protection.limitsBranches ? "limited branches" : nil,
                protection.waitMinutes > 0 ? "a wait of \(protection.waitMinutes) minutes" : nil,
            ].compactMap(\.self)
            guard words.isEmpty, plan.isProduction else {
                return DoctorFinding(
                    .protection, .ok, "\(environment): \(words.isEmpty ? "none" : words.joined(separator: ", "))")
            }
            return DoctorFinding(
                .protection, .warning,
                "\(environment) has no protection: everyone who can start a workflow can deploy",
                remedy: "Require reviewers or limit the branches under Settings, Environments")
        }
    }
}
