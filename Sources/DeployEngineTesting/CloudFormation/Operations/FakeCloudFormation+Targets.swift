extension FakeCloudFormation {
    /// The longest template in a request, in bytes.
    static let longestBody = 51_200
    /// The longest template in a bucket, in bytes.
    static let longestObject = 1_048_576

    /// The text of a request's template; nil if the previous one is to be used.
    func body(of request: FakeRequest, _ world: FakeWorld) throws(FakeError) -> String? {
        if let body = request.text("TemplateBody") {
            guard body.utf8.count <= Self.longestBody else {
                throw .validation(
                    "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to \(Self.longestBody)"
                )
            }
            return body
        }
        guard let url = request.text("TemplateURL") else { return nil }
        guard let object = world.service(FakeObjectStore.self)?.object(atURL: url) else {
            throw .validation("S3 error: The specified key does not exist. (\(url))")
        }
        guard object.count <= Self.longestObject else {
            throw .validation("Template may not exceed \(Self.longestObject) bytes in size.")
        }
        return String(decoding: object, as: UTF8.self)
    }

    /// The state that a request asks for, validated.
    func target(of request: FakeRequest, for stack: FakeStack?, _ world: FakeWorld) throws(FakeError) -> StackTarget {
        let template: FakeTemplate
        let body: String
        if let given = try self.body(of: request, world) {
            template = try FakeTemplate(given)
            body = given
        } else if let known = stack?.template, let stack {
            template = known
            body = stack.templateBody
        } else {
            throw .validation("Either Template URL or Template Body must be specified.")
        }
        let capabilities = request["Capabilities"]?.texts ?? []
        if let required = template.requiredCapability {
            let isGranted = capabilities.contains(required) || capabilities.contains("CAPABILITY_NAMED_IAM")
            guard isGranted else {
                throw FakeError("InsufficientCapabilitiesException", "Requires capabilities : [\(required)]")
            }
        }
        if let old = stack?.resources.values.first(where: { record in
            template.resources[record.logicalID].map { $0.type != record.type } ?? false
        }) {
            throw .validation(
                "Update of resource type is not permitted. The new template modifies resource type of the following resources: [\(old.logicalID)]"
            )
        }
        let parameters = try parameters(of: request, template, stack)
        var tags = stack?.tags ?? [:]
        if let given = request["Tags"] {
            tags = Dictionary(
                given.elements.map { ($0["Key"]?.text ?? "", $0["Value"]?.text ?? "") }, uniquingKeysWith: { $1 })
        }
        return StackTarget(
            template: template, body: body, parameters: parameters,
            values: try values(of: parameters, template, world), tags: tags, capabilities: capabilities)
    }

    private func parameters(
        of request: FakeRequest, _ template: FakeTemplate, _ stack: FakeStack?
    ) throws(FakeError) -> [String: FakeValue] {
        var given: [String: FakeValue] = [:]
        for parameter in request["Parameters"]?.elements ?? [] {
            guard let key = parameter["ParameterKey"]?.text else { continue }
            if parameter["UsePreviousValue"]?.boolean == true {
                guard let old = stack?.parameters[key] else {
                    throw .validation("Invalid value for parameter \(key): there is no previous value")
                }
                given[key] = old
            } else {
                given[key] = .string(parameter["ParameterValue"]?.text ?? "")
            }
        }
        let unknown = given.keys.filter { template.parameters[$0] == nil }.sorted()
        guard unknown.isEmpty else {
            throw .validation("Parameters: [\(unknown.joined(separator: ", "))] do not exist in the template")
        }
        var missing: [String] = []
        for (name, declaration) in template.parameters where given[name] == nil {
            if let value = declaration["Default"]?.text { given[name] = .string(value) } else { missing.append(name) }
        }
        guard missing.isEmpty else {
            throw .validation("Parameters: [\(missing.sorted().joined(separator: ", "))] must have values")
        }
        for (name, value) in given {
            let allowed = template.parameters[name]?["AllowedValues"]?.texts ?? []
            guard allowed.isEmpty || allowed.contains(value.text ?? "") else {
                throw .validation("Parameter '\(name)' must be one of AllowedValues")
            }
        }
        return given
    }

    /// Reads parameters of Parameter Store, and splits lists.
    private func values(
        of parameters: [String: FakeValue], _ template: FakeTemplate, _ world: FakeWorld
    ) throws(FakeError) -> [String: FakeValue] {
        var values = parameters
        var missing: [String] = []
        for (name, value) in parameters {
            let type = template.parameters[name]?["Type"]?.text ?? "String"
            if type.hasPrefix("AWS::SSM::Parameter::Value<") {
                guard let stored = world.service(FakeParameterStore.self)?.value(value.text ?? "", version: nil) else {
                    missing.append(value.text ?? "")
                    continue
                }
                values[name] = .string(stored)
            }
            if type == "CommaDelimitedList" || type.contains("List<"), let text = values[name]?.text {
                values[name] = FakeValue(text.split(separator: ",").map { String($0).trimmingSpaces })
            }
        }
        guard missing.isEmpty else {
            throw .validation(
                "Unable to fetch parameters [\(missing.sorted().joined(separator: ","))] from parameter store for this account."
            )
        }
        return values
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
