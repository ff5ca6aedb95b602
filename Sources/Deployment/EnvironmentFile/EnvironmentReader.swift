import Diagnostics
import Infra
import Yams

/// Reads an environment file's text, collecting all of its faults.
struct EnvironmentReader {
    let name: String
    let file: String

    func read(
        _ text: String, catalog: KeyCatalog? = nil
    ) -> Result<DeploymentEnvironment, EnvironmentFileError> {
        let faults = SettingsReader.Faults(file: file, catalog: catalog)
        var environment: DeploymentEnvironment?
        do {
            if let line = YAMLDepth.tooDeep(text) {
                faults.add(line: line, "the nesting is deeper than any setting; expected two levels")
            } else {
                environment = read(try Yams.compose(yaml: text, .basic), faults)
            }
        } catch let error as YamlError {
            note(error, in: text, faults)
        } catch {
            faults.add(nil, "the file cannot be read as YAML: \(error)")
        }
        guard let environment, faults.all.isEmpty else {
            return .failure(.invalid(faults.all.sorted()))
        }
        return .success(environment)
    }

    /// Reads a composed file; nil if it is not valid.
    func environment(_ root: Node) -> DeploymentEnvironment? {
        let faults = SettingsReader.Faults(file: file)
        let environment = read(root, faults)
        return faults.all.isEmpty ? environment : nil
    }

    private func read(_ root: Node?, _ faults: SettingsReader.Faults) -> DeploymentEnvironment? {
        let top = SettingsReader(
            root, path: "",
            keys: [
                EnvironmentKey(
                    "application",
                    "The first part of every stack's name. A change makes new stacks beside the old ones.",
                    example: "weir", standard: { $0.application }),
                EnvironmentKey("region", "The AWS region of every stack. Required.", example: "eu-central-1"),
                EnvironmentKey(
                    "account", "The environment's account. A certificate of another account is refused.",
                    example: "'123456789012'"),
                EnvironmentKey(
                    "tags", "Tags for every resource that takes tags, besides Application, Environment and ManagedBy.",
                    example: "{CostCenter: weir-dev}"),
                "network",
                "database",
                "cache",
                "service",
                "firewall",
                "cdn",
                "observe",
                "identity",
                "suppress",
                "moved",
                "adopt",
                "bootstrap",
                "github",
                "audit",
                "budget",
            ],
            faults: faults)
        let tier = Tier(environment: name)
        let region = top.required("region", expected: "an AWS region such as eu-central-1", EnvironmentReader.region)
        let application = top.optional(
            "application", expected: "lower-case letters, digits and hyphens, a letter first, at most 32 characters",
            EnvironmentReader.applicationName)
        // The text as written: YAML would drop leading zeros from a number.
        let account = top.optional("account", expected: "the account's 12 digits") { text in
            text.utf8.count == 12 && text.utf8.allSatisfy { (48...57).contains($0) } ? text : nil
        }
        let tags = tags(top.block("tags", keys: nil))
        let network = network(top.block("network", keys: EnvironmentReader.networkKeys), tier.network)
        let databaseBlock = top.block("database", keys: EnvironmentReader.databaseKeys)
        let database = database(databaseBlock, tier)
        let login = applicationLogin(databaseBlock)
        let bootstrap = bootstrap(top, tier.bootstrap)
        let key = encryptionKey(databaseBlock, region: region)
        let cache = cache(top.has("cache") ? top.block("cache", keys: EnvironmentReader.cacheKeys) : nil)
        let serviceBlock = top.block("service", keys: EnvironmentReader.serviceKeys)
        let service = service(serviceBlock, region: region, account: account)
        let firewall = firewall(top, tier.firewall)
        let observeBlock = top.block("observe", keys: EnvironmentReader.observeKeys)
        let observe = observability(observeBlock, tier.observability)
        let identityBlock = top.block("identity", keys: EnvironmentReader.identityKeys)
        let identity = identity(identityBlock, tier.identity)
        let suppressions = suppressions(top)
        guard region != nil, var environment = service else { return nil }

        if let application { environment.application = application }
        environment.account = account
        environment.tags = tags
        environment.firewall = firewall
        distribution(top, of: &environment)
        environment.observe = observe
        environment.identity = identity
        for conflict in environment.identityConflicts {
            identityBlock.refuse(conflict.key, expected: conflict.expected)
        }
        environment.service.collector = observe.tracing
        checkPull(environment.service.image, "image", network, region: environment.region, serviceBlock)
        checkPull(observe.tracing?.image, "tracing", network, region: environment.region, observeBlock)
        environment.network = network
        switch database {
        case .instance(let instance): environment.database = instance
        case .cluster(let cluster): environment.aurora = cluster
        }
        if let login { environment.applicationLogin = login }
        environment.suppressions = suppressions
        environment.moves = moves(top, of: environment)
        environment.adoptions = adoptions(top, of: environment)
        environment.bootstrap = bootstrap
        environment.encryptionKey = key
        environment.cache = cache
        return environment
    }

    /// Checks that tasks can pull an image: without NAT they reach services of their own region only.
    private func checkPull(
        _ image: ContainerImage?, _ key: String, _ network: Network, region: String, _ block: SettingsReader
    ) {
        guard network.nat == .none else { return }
        switch image?.registry {
        case .own, nil: break
        case .ecr(_, region, _): break
        case .ecr(_, let other, _):
            block.refuse(
                key, expected: "an image in \(region): with network.nat 0 tasks cannot reach ECR in \(other)")
        case .other(let host):
            block.refuse(key, expected: "an image in ECR: with network.nat 0 tasks cannot reach \(host)")
        }
    }

    private func tags(_ block: SettingsReader) -> [String: String] {
        var tags: [String: String] = [:]
        for key in block.keys {
            let value = block.optional(
                key,
                expected: "a tag: a name of at most 128 and a text of at most 256 characters, not beginning with aws:"
            ) { text in
                let isAllowed = key.count <= 128 && text.count <= 256 && !key.lowercased().hasPrefix("aws:")
                return isAllowed && EnvironmentReader.isTagText(key) && EnvironmentReader.isTagText(text) ? text : nil
            }
            if let value { tags[key] = value }
            checkCapitals(of: key, block)
        }
        if block.keys.count > 40 {
            block.faults.add(
                nil, "there are \(block.keys.count) tags; AWS takes 50 a resource, of which 10 are kept free")
        }
        return tags
    }

    private func note(_ error: YamlError, in text: String, _ faults: SettingsReader.Faults) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            let explanation = YAMLFault.explanation(of: problem, line: YAMLFault.line(mark.line, of: text))
            faults.add(mark, "this is not YAML: \(explanation)")
        case .reader(_, let offset, _, _):
            let before = text.utf8.prefix(offset ?? 0)
            let line = before.reduce(1) { $1 == 10 ? $0 + 1 : $0 }
            faults.add(line: line, "this is not YAML: it has a control character; remove it")
        case .duplicatedKeysInMapping(let keys, let context):
            let listed = keys.map { SafeDescription.setting($0) }.joined(separator: ", ")
            faults.add(context.mark, "given twice in one block: \(listed); expected each key once")
        default:
            faults.add(nil, "the file cannot be read as YAML")
        }
    }
}
