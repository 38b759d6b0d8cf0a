// SPDX-License-Identifier: Apache-2.0
// The metaschemas of the three drafts, so that a schema may refer to them without a network. Their
// content is the standard's own (json-schema.org); only white space and words for people are left
// out.
#include <algorithm>
#include <iterator>

#include "validate/schema_index.hpp"

namespace weir::validate {
namespace {

struct Metaschema {
  std::string_view uri;
  std::string_view text;
};

// clang-format off
constexpr Metaschema kMetaschemas[] = {
    {"http://json-schema.org/draft-07/schema",
     R"({"$schema":"http://json-schema.org/draft-07/schema#","$id":"http://json-schema.org/d)"
     R"(raft-07/schema#","definitions":{"schemaArray":{"type":"array","minItems":1,"items":{)"
     R"("$ref":"#"}},"nonNegativeInteger":{"type":"integer","minimum":0},"nonNegativeInteger)"
     R"(Default0":{"allOf":[{"$ref":"#/definitions/nonNegativeInteger"},{"default":0}]},"sim)"
     R"(pleTypes":{"enum":["array","boolean","integer","null","number","object","string"]},")"
     R"(stringArray":{"type":"array","items":{"type":"string"},"uniqueItems":true,"default":)"
     R"([]}},"type":["object","boolean"],"properties":{"$id":{"type":"string","format":"uri-)"
     R"(reference"},"$schema":{"type":"string","format":"uri"},"$ref":{"type":"string","form)"
     R"(at":"uri-reference"},"$comment":{"type":"string"},"title":{"type":"string"},"descrip)"
     R"(tion":{"type":"string"},"default":true,"readOnly":{"type":"boolean"},"writeOnly":{"t)"
     R"(ype":"boolean"},"examples":{"type":"array","items":true},"multipleOf":{"type":"numbe)"
     R"(r","exclusiveMinimum":0},"maximum":{"type":"number"},"exclusiveMaximum":{"type":"num)"
     R"(ber"},"minimum":{"type":"number"},"exclusiveMinimum":{"type":"number"},"maxLength":{)"
     R"("$ref":"#/definitions/nonNegativeInteger"},"minLength":{"$ref":"#/definitions/nonNeg)"
     R"(ativeIntegerDefault0"},"pattern":{"type":"string","format":"regex"},"additionalItems)"
     R"(":{"$ref":"#"},"items":{"anyOf":[{"$ref":"#"},{"$ref":"#/definitions/schemaArray"}],)"
     R"("default":true},"maxItems":{"$ref":"#/definitions/nonNegativeInteger"},"minItems":{")"
     R"($ref":"#/definitions/nonNegativeIntegerDefault0"},"uniqueItems":{"type":"boolean"},")"
     R"(contains":{"$ref":"#"},"maxProperties":{"$ref":"#/definitions/nonNegativeInteger"},")"
     R"(minProperties":{"$ref":"#/definitions/nonNegativeIntegerDefault0"},"required":{"$ref)"
     R"(":"#/definitions/stringArray"},"additionalProperties":{"$ref":"#"},"definitions":{"t)"
     R"(ype":"object","additionalProperties":{"$ref":"#"}},"properties":{"type":"object","ad)"
     R"(ditionalProperties":{"$ref":"#"}},"patternProperties":{"type":"object","additionalPr)"
     R"(operties":{"$ref":"#"},"propertyNames":{"format":"regex"}},"dependencies":{"type":"o)"
     R"(bject","additionalProperties":{"anyOf":[{"$ref":"#"},{"$ref":"#/definitions/stringAr)"
     R"(ray"}]}},"propertyNames":{"$ref":"#"},"const":true,"enum":{"type":"array","items":tr)"
     R"(ue},"type":{"anyOf":[{"$ref":"#/definitions/simpleTypes"},{"type":"array","items":{")"
     R"($ref":"#/definitions/simpleTypes"},"minItems":1,"uniqueItems":true}]},"format":{"typ)"
     R"(e":"string"},"contentMediaType":{"type":"string"},"contentEncoding":{"type":"string")"
     R"(},"if":{"$ref":"#"},"then":{"$ref":"#"},"else":{"$ref":"#"},"allOf":{"$ref":"#/defin)"
     R"(itions/schemaArray"},"anyOf":{"$ref":"#/definitions/schemaArray"},"oneOf":{"$ref":"#)"
     R"(/definitions/schemaArray"},"not":{"$ref":"#"}},"default":true})"},
    {"https://json-schema.org/draft/2019-09/schema",
     R"({"$schema":"https://json-schema.org/draft/2019-09/schema","$id":"https://json-schema)"
     R"(.org/draft/2019-09/schema","$recursiveAnchor":true,"$vocabulary":{"https://json-sche)"
     R"(ma.org/draft/2019-09/vocab/core":true,"https://json-schema.org/draft/2019-09/vocab/a)"
     R"(pplicator":true,"https://json-schema.org/draft/2019-09/vocab/validation":true,"https)"
     R"(://json-schema.org/draft/2019-09/vocab/meta-data":true,"https://json-schema.org/draf)"
     R"(t/2019-09/vocab/format":false,"https://json-schema.org/draft/2019-09/vocab/content":)"
     R"(true},"allOf":[{"$ref":"meta/core"},{"$ref":"meta/applicator"},{"$ref":"meta/validat)"
     R"(ion"},{"$ref":"meta/meta-data"},{"$ref":"meta/format"},{"$ref":"meta/content"}],"typ)"
     R"(e":["object","boolean"],"properties":{"definitions":{"type":"object","additionalProp)"
     R"(erties":{"$recursiveRef":"#"}},"dependencies":{"type":"object","additionalProperties)"
     R"(":{"anyOf":[{"$recursiveRef":"#"},{"$ref":"meta/validation#/$defs/stringArray"}]}}}})"},
    {"https://json-schema.org/draft/2019-09/meta/core",
     R"({"$schema":"https://json-schema.org/draft/2019-09/schema","$id":"https://json-schema)"
     R"(.org/draft/2019-09/meta/core","$recursiveAnchor":true,"type":["object","boolean"],"p)"
     R"(roperties":{"$id":{"type":"string","format":"uri-reference","pattern":"^[^#]*#?$"},")"
     R"($schema":{"type":"string","format":"uri"},"$anchor":{"type":"string","pattern":"^[A-)"
     R"(Za-z][-A-Za-z0-9.:_]*$"},"$ref":{"type":"string","format":"uri-reference"},"$recursi)"
     R"(veRef":{"type":"string","format":"uri-reference"},"$recursiveAnchor":{"type":"boolea)"
     R"(n"},"$vocabulary":{"type":"object","propertyNames":{"type":"string","format":"uri"},)"
     R"("additionalProperties":{"type":"boolean"}},"$comment":{"type":"string"},"$defs":{"ty)"
     R"(pe":"object","additionalProperties":{"$recursiveRef":"#"}}}})"},
    {"https://json-schema.org/draft/2019-09/meta/applicator",
     R"({"$schema":"https://json-schema.org/draft/2019-09/schema","$id":"https://json-schema)"
     R"(.org/draft/2019-09/meta/applicator","$recursiveAnchor":true,"type":["object","boolea)"
     R"(n"],"properties":{"additionalProperties":{"$recursiveRef":"#"},"properties":{"type":)"
     R"("object","additionalProperties":{"$recursiveRef":"#"}},"patternProperties":{"type":")"
     R"(object","additionalProperties":{"$recursiveRef":"#"},"propertyNames":{"format":"rege)"
     R"(x"}},"dependentSchemas":{"type":"object","additionalProperties":{"$recursiveRef":"#")"
     R"(}},"propertyNames":{"$recursiveRef":"#"},"contains":{"$recursiveRef":"#"},"if":{"$re)"
     R"(cursiveRef":"#"},"then":{"$recursiveRef":"#"},"else":{"$recursiveRef":"#"},"allOf":{)"
     R"("$ref":"#/$defs/schemaArray"},"anyOf":{"$ref":"#/$defs/schemaArray"},"oneOf":{"$ref")"
     R"(:"#/$defs/schemaArray"},"not":{"$recursiveRef":"#"},"additionalItems":{"$recursiveRe)"
     R"(f":"#"},"unevaluatedItems":{"$recursiveRef":"#"},"unevaluatedProperties":{"$recursiv)"
     R"(eRef":"#"},"items":{"anyOf":[{"$recursiveRef":"#"},{"$ref":"#/$defs/schemaArray"}]}})"
     R"(,"$defs":{"schemaArray":{"type":"array","minItems":1,"items":{"$recursiveRef":"#"}}})"
     R"(})"},
    {"https://json-schema.org/draft/2019-09/meta/validation",
     R"({"$schema":"https://json-schema.org/draft/2019-09/schema","$id":"https://json-schema)"
     R"(.org/draft/2019-09/meta/validation","$recursiveAnchor":true,"type":["object","boolea)"
     R"(n"],"properties":{"multipleOf":{"type":"number","exclusiveMinimum":0},"maximum":{"ty)"
     R"(pe":"number"},"exclusiveMaximum":{"type":"number"},"minimum":{"type":"number"},"excl)"
     R"(usiveMinimum":{"type":"number"},"maxLength":{"$ref":"#/$defs/nonNegativeInteger"},"m)"
     R"(inLength":{"$ref":"#/$defs/nonNegativeIntegerDefault0"},"pattern":{"type":"string",")"
     R"(format":"regex"},"maxItems":{"$ref":"#/$defs/nonNegativeInteger"},"minItems":{"$ref")"
     R"(:"#/$defs/nonNegativeIntegerDefault0"},"uniqueItems":{"type":"boolean"},"maxContains)"
     R"(":{"$ref":"#/$defs/nonNegativeInteger"},"minContains":{"$ref":"#/$defs/nonNegativeIn)"
     R"(teger"},"maxProperties":{"$ref":"#/$defs/nonNegativeInteger"},"minProperties":{"$ref)"
     R"(":"#/$defs/nonNegativeIntegerDefault0"},"required":{"$ref":"#/$defs/stringArray"},"d)"
     R"(ependentRequired":{"type":"object","additionalProperties":{"$ref":"#/$defs/stringArr)"
     R"(ay"}},"const":true,"enum":{"type":"array","items":true},"type":{"anyOf":[{"$ref":"#/)"
     R"($defs/simpleTypes"},{"type":"array","items":{"$ref":"#/$defs/simpleTypes"},"minItems)"
     R"(":1,"uniqueItems":true}]}},"$defs":{"nonNegativeInteger":{"type":"integer","minimum")"
     R"(:0},"nonNegativeIntegerDefault0":{"$ref":"#/$defs/nonNegativeInteger","default":0},")"
     R"(simpleTypes":{"enum":["array","boolean","integer","null","number","object","string"])"
     R"(},"stringArray":{"type":"array","items":{"type":"string"},"uniqueItems":true,"defaul)"
     R"(t":[]}}})"},
    {"https://json-schema.org/draft/2019-09/meta/meta-data",
     R"({"$schema":"https://json-schema.org/draft/2019-09/schema","$id":"https://json-schema)"
     R"(.org/draft/2019-09/meta/meta-data","$recursiveAnchor":true,"type":["object","boolean)"
     R"("],"properties":{"title":{"type":"string"},"description":{"type":"string"},"default")"
     R"(:true,"deprecated":{"type":"boolean"},"readOnly":{"type":"boolean"},"writeOnly":{"ty)"
     R"(pe":"boolean"},"examples":{"type":"array","items":true}}})"},
    {"https://json-schema.org/draft/2019-09/meta/format",
     R"({"$schema":"https://json-schema.org/draft/2019-09/schema","$id":"https://json-schema)"
     R"(.org/draft/2019-09/meta/format","$recursiveAnchor":true,"type":["object","boolean"],)"
     R"("properties":{"format":{"type":"string"}}})"},
    {"https://json-schema.org/draft/2019-09/meta/content",
     R"({"$schema":"https://json-schema.org/draft/2019-09/schema","$id":"https://json-schema)"
     R"(.org/draft/2019-09/meta/content","$recursiveAnchor":true,"type":["object","boolean"])"
     R"(,"properties":{"contentEncoding":{"type":"string"},"contentMediaType":{"type":"strin)"
     R"(g"},"contentSchema":{"$recursiveRef":"#"}}})"},
    {"https://json-schema.org/draft/2020-12/schema",
     R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema)"
     R"(.org/draft/2020-12/schema","$dynamicAnchor":"meta","$vocabulary":{"https://json-sche)"
     R"(ma.org/draft/2020-12/vocab/core":true,"https://json-schema.org/draft/2020-12/vocab/a)"
     R"(pplicator":true,"https://json-schema.org/draft/2020-12/vocab/unevaluated":true,"http)"
     R"(s://json-schema.org/draft/2020-12/vocab/validation":true,"https://json-schema.org/dr)"
     R"(aft/2020-12/vocab/meta-data":true,"https://json-schema.org/draft/2020-12/vocab/forma)"
     R"(t-annotation":true,"https://json-schema.org/draft/2020-12/vocab/content":true},"allO)"
     R"(f":[{"$ref":"meta/core"},{"$ref":"meta/applicator"},{"$ref":"meta/unevaluated"},{"$r)"
     R"(ef":"meta/validation"},{"$ref":"meta/meta-data"},{"$ref":"meta/format-annotation"},{)"
     R"("$ref":"meta/content"}],"type":["object","boolean"],"properties":{"definitions":{"ty)"
     R"(pe":"object","additionalProperties":{"$dynamicRef":"#meta"}},"dependencies":{"type":)"
     R"("object","additionalProperties":{"anyOf":[{"$dynamicRef":"#meta"},{"$ref":"meta/vali)"
     R"(dation#/$defs/stringArray"}]}},"$recursiveAnchor":{"$ref":"meta/core#/$defs/anchorSt)"
     R"(ring"},"$recursiveRef":{"$ref":"meta/core#/$defs/uriReferenceString"}}})"},
    {"https://json-schema.org/draft/2020-12/meta/core",
     R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema)"
     R"(.org/draft/2020-12/meta/core","$dynamicAnchor":"meta","type":["object","boolean"],"p)"
     R"(roperties":{"$id":{"$ref":"#/$defs/uriReferenceString","pattern":"^[^#]*#?$"},"$sche)"
     R"(ma":{"$ref":"#/$defs/uriString"},"$ref":{"$ref":"#/$defs/uriReferenceString"},"$anch)"
     R"(or":{"$ref":"#/$defs/anchorString"},"$dynamicRef":{"$ref":"#/$defs/uriReferenceStrin)"
     R"(g"},"$dynamicAnchor":{"$ref":"#/$defs/anchorString"},"$vocabulary":{"type":"object",)"
     R"("propertyNames":{"$ref":"#/$defs/uriString"},"additionalProperties":{"type":"boolean)"
     R"("}},"$comment":{"type":"string"},"$defs":{"type":"object","additionalProperties":{"$)"
     R"(dynamicRef":"#meta"}}},"$defs":{"anchorString":{"type":"string","pattern":"^[A-Za-z_)"
     R"(][-A-Za-z0-9._]*$"},"uriString":{"type":"string","format":"uri"},"uriReferenceString)"
     R"(":{"type":"string","format":"uri-reference"}}})"},
    {"https://json-schema.org/draft/2020-12/meta/applicator",
     R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema)"
     R"(.org/draft/2020-12/meta/applicator","$dynamicAnchor":"meta","type":["object","boolea)"
     R"(n"],"properties":{"additionalProperties":{"$dynamicRef":"#meta"},"properties":{"type)"
     R"(":"object","additionalProperties":{"$dynamicRef":"#meta"}},"patternProperties":{"typ)"
     R"(e":"object","additionalProperties":{"$dynamicRef":"#meta"},"propertyNames":{"format")"
     R"(:"regex"}},"dependentSchemas":{"type":"object","additionalProperties":{"$dynamicRef")"
     R"(:"#meta"}},"propertyNames":{"$dynamicRef":"#meta"},"contains":{"$dynamicRef":"#meta")"
     R"(},"if":{"$dynamicRef":"#meta"},"then":{"$dynamicRef":"#meta"},"else":{"$dynamicRef":)"
     R"("#meta"},"allOf":{"$ref":"#/$defs/schemaArray"},"anyOf":{"$ref":"#/$defs/schemaArray)"
     R"("},"oneOf":{"$ref":"#/$defs/schemaArray"},"not":{"$dynamicRef":"#meta"},"prefixItems)"
     R"(":{"$ref":"#/$defs/schemaArray"},"items":{"$dynamicRef":"#meta"}},"$defs":{"schemaAr)"
     R"(ray":{"type":"array","minItems":1,"items":{"$dynamicRef":"#meta"}}}})"},
    {"https://json-schema.org/draft/2020-12/meta/unevaluated",
     R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema)"
     R"(.org/draft/2020-12/meta/unevaluated","$dynamicAnchor":"meta","type":["object","boole)"
     R"(an"],"properties":{"unevaluatedItems":{"$dynamicRef":"#meta"},"unevaluatedProperties)"
     R"(":{"$dynamicRef":"#meta"}}})"},
    {"https://json-schema.org/draft/2020-12/meta/validation",
     R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema)"
     R"(.org/draft/2020-12/meta/validation","$dynamicAnchor":"meta","type":["object","boolea)"
     R"(n"],"properties":{"multipleOf":{"type":"number","exclusiveMinimum":0},"maximum":{"ty)"
     R"(pe":"number"},"exclusiveMaximum":{"type":"number"},"minimum":{"type":"number"},"excl)"
     R"(usiveMinimum":{"type":"number"},"maxLength":{"$ref":"#/$defs/nonNegativeInteger"},"m)"
     R"(inLength":{"$ref":"#/$defs/nonNegativeIntegerDefault0"},"pattern":{"type":"string",")"
     R"(format":"regex"},"maxItems":{"$ref":"#/$defs/nonNegativeInteger"},"minItems":{"$ref")"
     R"(:"#/$defs/nonNegativeIntegerDefault0"},"uniqueItems":{"type":"boolean"},"maxContains)"
     R"(":{"$ref":"#/$defs/nonNegativeInteger"},"minContains":{"$ref":"#/$defs/nonNegativeIn)"
     R"(teger"},"maxProperties":{"$ref":"#/$defs/nonNegativeInteger"},"minProperties":{"$ref)"
     R"(":"#/$defs/nonNegativeIntegerDefault0"},"required":{"$ref":"#/$defs/stringArray"},"d)"
     R"(ependentRequired":{"type":"object","additionalProperties":{"$ref":"#/$defs/stringArr)"
     R"(ay"}},"const":true,"enum":{"type":"array","items":true},"type":{"anyOf":[{"$ref":"#/)"
     R"($defs/simpleTypes"},{"type":"array","items":{"$ref":"#/$defs/simpleTypes"},"minItems)"
     R"(":1,"uniqueItems":true}]}},"$defs":{"nonNegativeInteger":{"type":"integer","minimum")"
     R"(:0},"nonNegativeIntegerDefault0":{"$ref":"#/$defs/nonNegativeInteger","default":0},")"
     R"(simpleTypes":{"enum":["array","boolean","integer","null","number","object","string"])"
     R"(},"stringArray":{"type":"array","items":{"type":"string"},"uniqueItems":true,"defaul)"
     R"(t":[]}}})"},
    {"https://json-schema.org/draft/2020-12/meta/meta-data",
     R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema)"
     R"(.org/draft/2020-12/meta/meta-data","$dynamicAnchor":"meta","type":["object","boolean)"
     R"("],"properties":{"title":{"type":"string"},"description":{"type":"string"},"default")"
     R"(:true,"deprecated":{"type":"boolean"},"readOnly":{"type":"boolean"},"writeOnly":{"ty)"
     R"(pe":"boolean"},"examples":{"type":"array","items":true}}})"},
    {"https://json-schema.org/draft/2020-12/meta/format-annotation",
     R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema)"
     R"(.org/draft/2020-12/meta/format-annotation","$dynamicAnchor":"meta","type":["object",)"
     R"("boolean"],"properties":{"format":{"type":"string"}}})"},
    {"https://json-schema.org/draft/2020-12/meta/format-assertion",
     R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema)"
     R"(.org/draft/2020-12/meta/format-assertion","$dynamicAnchor":"meta","type":["object",")"
     R"(boolean"],"properties":{"format":{"type":"string"}}})"},
    {"https://json-schema.org/draft/2020-12/meta/content",
     R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://json-schema)"
     R"(.org/draft/2020-12/meta/content","$dynamicAnchor":"meta","type":["object","boolean"])"
     R"(,"properties":{"contentEncoding":{"type":"string"},"contentMediaType":{"type":"strin)"
     R"(g"},"contentSchema":{"$dynamicRef":"#meta"}}})"},
};
// clang-format on

}  // namespace

std::string_view metaschema_text(std::string_view uri) {
  const auto* const found = std::find_if(std::begin(kMetaschemas), std::end(kMetaschemas),
                                         [uri](const Metaschema& one) { return one.uri == uri; });
  return found == std::end(kMetaschemas) ? std::string_view() : found->text;
}

}  // namespace weir::validate
