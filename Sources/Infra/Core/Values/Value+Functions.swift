// CloudFormation's intrinsic functions; names and argument shapes are those of its "Intrinsic function reference".

extension Value {
    /// `Fn::If`: one value or the other, as the condition turns out.
    public static func when(_ condition: Condition, _ then: Value, else otherwise: Value) -> Value {
        Value(.function("Fn::If", .list([.name(condition.reference), then.expression, otherwise.expression])))
    }

    /// The value if the condition holds, else nothing: the property is left out.
    public static func when(_ condition: Condition, _ then: Value) -> Value {
        when(condition, then, else: Value(.noValue))
    }

    /// `Fn::FindInMap`: a value from a mapping of the stack.
    public static func find(in mapping: Mapping, _ first: Value<String>, _ second: Value<String>) -> Value {
        Value(.function("Fn::FindInMap", .list([.name(mapping.reference), first.expression, second.expression])))
    }

    /// The same expression read as another type, for what the types cannot know.
    public func cast<Other>(to type: Other.Type = Other.self) -> Value<Other> {
        Value<Other>(expression)
    }
}

extension Value where Wrapped: TemplateList {
    /// `Fn::Select`: the element at a place; a literal list is resolved here.
    public subscript(index: Int) -> Value<Wrapped.Element> {
        if case .list(let elements) = expression, elements.indices.contains(index) {
            return Value<Wrapped.Element>(elements[index])
        }
        return Value<Wrapped.Element>(.function("Fn::Select", .list([.integer(index), expression])))
    }
}

extension Value where Wrapped == [String] {
    /// `Fn::Split`: text cut at a separator.
    public static func split(_ text: Value<String>, by separator: String) -> Value {
        Value(.function("Fn::Split", .list([.string(separator), text.expression])))
    }

    /// `Fn::GetAZs`: the availability zones of a region, by default the stack's.
    public static func availabilityZones(of region: Value<String> = "") -> Value {
        Value(.function("Fn::GetAZs", region.expression))
    }

    /// `Fn::Cidr`: `count` blocks of `hostBits` bits for hosts, cut from a block.
    public static func cidrBlocks(of block: Value<String>, count: Int, hostBits: Int) -> Value {
        Value(.function("Fn::Cidr", .list([block.expression, .integer(count), .integer(hostBits)])))
    }

    /// `Fn::Join`: the elements as one text; a literal list of literal texts is joined here.
    public func joined(by separator: String) -> Value<String> {
        if case .list(let elements) = expression {
            let texts = elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
            if texts.count == elements.count { return Value<String>(.string(texts.joined(separator: separator))) }
        }
        return Value<String>(.function("Fn::Join", .list([.string(separator), expression])))
    }
}

extension Value where Wrapped == String {
    /// `Fn::Join` of single values.
    public static func join(_ values: [Value<String>], by separator: String) -> Value {
        Value<[String]>(values).joined(by: separator)
    }

    /// `Fn::ImportValue`: what another stack exports under a name.
    public static func imported(_ exportName: Value<String>) -> Value {
        Value(.function("Fn::ImportValue", exportName.expression))
    }

    /// `Fn::Base64` of a text.
    public static func base64(_ text: Value<String>) -> Value {
        Value(.function("Fn::Base64", text.expression))
    }
}
