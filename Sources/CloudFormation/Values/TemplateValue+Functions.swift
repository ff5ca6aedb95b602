// CloudFormation's intrinsic functions ("Intrinsic function reference").

extension TemplateValue {
    /// `Fn::If`: the first value if the condition holds, else the second.
    public static func when(_ condition: Condition, _ then: TemplateValue, else otherwise: TemplateValue)
        -> TemplateValue
    {
        TemplateValue(.function("Fn::If", .list([.name(condition.reference), then.expression, otherwise.expression])))
    }

    /// The value if the condition holds; otherwise the property is omitted.
    public static func when(_ condition: Condition, _ then: TemplateValue) -> TemplateValue {
        when(condition, then, else: TemplateValue(.noValue))
    }

    /// `Fn::FindInMap`: a value from a mapping of the stack.
    public static func find(in mapping: Mapping, _ first: TemplateValue<String>, _ second: TemplateValue<String>)
        -> TemplateValue
    {
        TemplateValue(
            .function("Fn::FindInMap", .list([.name(mapping.reference), first.expression, second.expression])))
    }

    /// The same expression as another type, without a check.
    public func cast<Other>(to type: Other.Type = Other.self) -> TemplateValue<Other> {
        TemplateValue<Other>(expression)
    }
}

extension TemplateValue where Wrapped: TemplateList {
    /// `Fn::Select`: the element at an index. An element of a literal list is resolved at synthesis.
    public subscript(index: Int) -> TemplateValue<Wrapped.Element> {
        if case .list(let elements) = expression, elements.indices.contains(index) {
            return TemplateValue<Wrapped.Element>(elements[index])
        }
        return TemplateValue<Wrapped.Element>(.function("Fn::Select", .list([.integer(index), expression])))
    }
}

extension TemplateValue where Wrapped == [String] {
    /// `Fn::Split`: the parts of a text between separators.
    public static func split(_ text: TemplateValue<String>, by separator: String) -> TemplateValue {
        TemplateValue(.function("Fn::Split", .list([.string(separator), text.expression])))
    }

    /// `Fn::GetAZs`: the availability zones of a region, by default the stack's.
    public static func availabilityZones(of region: TemplateValue<String> = "") -> TemplateValue {
        TemplateValue(.function("Fn::GetAZs", region.expression))
    }

    /// `Fn::Cidr`: `count` sub-blocks of a block, each with `hostBits` host bits.
    public static func cidrBlocks(of block: TemplateValue<String>, count: Int, hostBits: Int) -> TemplateValue {
        TemplateValue(.function("Fn::Cidr", .list([block.expression, .integer(count), .integer(hostBits)])))
    }

    /// `Fn::Join`: the elements as one text. A literal list of literal texts is joined at synthesis.
    public func joined(by separator: String) -> TemplateValue<String> {
        if case .list(let elements) = expression {
            let texts = elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
            if texts.count == elements.count {
                return TemplateValue<String>(.string(texts.joined(separator: separator)))
            }
        }
        return TemplateValue<String>(.function("Fn::Join", .list([.string(separator), expression])))
    }
}

extension TemplateValue where Wrapped == String {
    /// `Fn::Join` of single values.
    public static func join(_ values: [TemplateValue<String>], by separator: String) -> TemplateValue {
        TemplateValue<[String]>(values).joined(by: separator)
    }

    /// `Fn::ImportValue`: the value of another stack's export.
    public static func imported(_ exportName: TemplateValue<String>) -> TemplateValue {
        TemplateValue(.function("Fn::ImportValue", exportName.expression))
    }

    /// `Fn::Base64` of a text.
    public static func base64(_ text: TemplateValue<String>) -> TemplateValue {
        TemplateValue(.function("Fn::Base64", text.expression))
    }
}
