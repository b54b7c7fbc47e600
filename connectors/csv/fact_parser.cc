#include "connectors/csv/fact_parser.h"

#include <algorithm>

#include "connectors/csv/text.h"
#include "laurel/v1/fact.pb.h"

namespace laurel {
namespace {

namespace pb = google::protobuf;

const pb::OneofDescriptor& Bodies() {
  return *v1::Event::descriptor()->FindOneofByName("body");
}

// Control facts and what the engine forwards are nobody else's to write.
bool IsForEverybody(const pb::FieldDescriptor& body) {
  const std::string& name = body.name();
  return name != "referral_qualified" && name != "program_published" &&
         name != "clock_ticked" && name != "import_started" &&
         name != "import_finished";
}

std::vector<std::string> BodyNames() {
  std::vector<std::string> names;
  for (int i = 0; i < Bodies().field_count(); ++i) {
    const pb::FieldDescriptor& body = *Bodies().field(i);
    if (IsForEverybody(body)) names.push_back(body.name());
  }
  return names;
}

bool IsRefund(const FactMapping& fact) {
  return fact.body != nullptr && fact.body->name() == "payment_refunded";
}

// Lines, tenders, services, consents: what rows may add to.
bool IsElements(const pb::FieldDescriptor& field) {
  return field.is_repeated() && !field.is_map() &&
         field.cpp_type() == pb::FieldDescriptor::CPPTYPE_MESSAGE;
}

// The field that names the business's own id: payment_id, visit_id.
const pb::FieldDescriptor* BusinessId(const pb::Descriptor& body) {
  const pb::FieldDescriptor* first = body.FindFieldByNumber(1);
  if (first == nullptr) return nullptr;
  const std::string& name = first->name();
  const bool id = name.size() > 3 && name.substr(name.size() - 3) == "_id";
  return id ? first : nullptr;
}

}  // namespace

bool MayBeAnonymous(const pb::FieldDescriptor& body) {
  const std::string& name = body.name();
  return name == "payment_captured" || name == "payment_refunded" ||
         name == "visit_completed" || name == "feedback_received";
}

FactMapping FactParser::Parse(const YAML::Node& node, const std::string& path) {
  FactMapping fact;
  fact.path = path;
  fact.line = LineOf(node);
  YamlSection section(node, path, errors_);
  if (!node.IsMap()) return fact;
  fact.when =
      values_.ParseConditions(section.Take("when"), section.PathOf("when"));
  const YAML::Node skip = section.Take("skip");
  if (skip.IsDefined()) {
    ParseSkip(section, fact);
  } else {
    ParseBody(section, fact);
  }
  section.Close();
  return fact;
}

void FactParser::ParseSkip(YamlSection& section, FactMapping& fact) {
  fact.skip = section.Text("skip").value_or("");
  if (fact.skip.empty()) {
    section.Wrong("skip", "say in a few words why such rows are left out");
  }
  if (fact.when.empty()) {
    section.Wrong("skip", "which rows? `when` is missing");
  }
}

void FactParser::ParseBody(YamlSection& section, FactMapping& fact) {
  const auto name = section.NeedText("body",
                                     "which fact, such as "
                                     "payment_captured");
  AmountRounding rounding = AmountRounding::kExact;
  if (const auto round = section.Text("round")) {
    if (*round != "half_even" && *round != "exact") {
      section.Wrong("round", "exact or half_even is expected");
    }
    if (*round == "half_even") rounding = AmountRounding::kHalfEven;
  }
  values_.Round(rounding);
  ParseEnvelope(section, fact);
  if (!name) return;
  const auto known = BodyNames();
  if (std::find(known.begin(), known.end(), *name) == known.end()) {
    section.Wrong("body", Concat({"there is no fact ", *name, " to import",
                                  Suggest(*name, known)}));
    for (const char* key : {"set", "lines", "tenders", "services", "match"}) {
      section.Take(key);
    }
    return;
  }
  fact.body = v1::Event::descriptor()->FindFieldByName(*name);
  ParseSet(section, fact);
  ParseElements(section, fact);
  ParseMatch(section, fact);
  CheckBusinessId(section, fact);
  CheckKey(section, fact);
}

void FactParser::ParseEnvelope(YamlSection& section, FactMapping& fact) {
  fact.name = section.Text("name").value_or("");
  fact.id = values_.ParseText(section, "id");
  if (fact.id.empty()) {
    section.Need("id", "what makes the fact unique, such as \"{InvoiceNo}\"");
  }
  fact.customer_id = values_.ParseText(section, "customer_id");
  fact.store_id = values_.ParseText(section, "store_id");
  fact.actor = values_.ParseText(section, "actor");
  fact.correlation_id = values_.ParseText(section, "correlation_id");
  fact.key = values_.ParseText(section, "key");
  const YAML::Node at = section.Need("occurred_at", "when it happened");
  if (at.IsDefined()) {
    fact.occurred_at =
        values_.ParseInstantRule(at, section.PathOf("occurred_at"));
  }
  fact.group_by = values_.ParseColumns(section, "group_by");
}

void FactParser::ParseSet(YamlSection& section, FactMapping& fact) {
  const YAML::Node node = section.Take("set");
  if (!node.IsDefined()) return;
  YamlSection fields(node, section.PathOf("set"), errors_);
  if (!node.IsMap()) return;
  for (const auto& entry : node) {
    const std::string name = entry.first.Scalar();
    const auto setting = ParseSetting(*fact.body->message_type(), name,
                                      entry.second, fields.PathOf(name));
    if (setting) fact.settings.push_back(*setting);
  }
}

void FactParser::ParseElements(YamlSection& section, FactMapping& fact) {
  const pb::Descriptor& body = *fact.body->message_type();
  for (int i = 0; i < body.field_count(); ++i) {
    const pb::FieldDescriptor& field = *body.field(i);
    if (!IsElements(field)) continue;
    const YAML::Node node = section.Take(field.name());
    const std::string path = section.PathOf(field.name());
    if (!node.IsDefined()) continue;
    if (!node.IsSequence()) {
      ParseElement(node, path, field, fact);
      continue;
    }
    for (size_t k = 0; k < node.size(); ++k) {
      ParseElement(node[k], ItemPath(path, k), field, fact);
    }
  }
}

void FactParser::ParseElement(const YAML::Node& node, const std::string& path,
                              const pb::FieldDescriptor& field,
                              FactMapping& fact) {
  YamlSection section(node, path, errors_);
  if (!node.IsMap()) return;
  ElementMapping element;
  element.field = &field;
  element.when =
      values_.ParseConditions(section.Take("when"), section.PathOf("when"));
  for (const auto& entry : node) {
    const std::string name = entry.first.Scalar();
    if (name == "when") continue;
    const auto setting = ParseSetting(*field.message_type(), name, entry.second,
                                      section.PathOf(name));
    if (setting) element.settings.push_back(*setting);
  }
  fact.elements.push_back(std::move(element));
}

void FactParser::ParseMatch(YamlSection& section, FactMapping& fact) {
  const YAML::Node node = section.Take("match");
  if (!node.IsDefined()) return;
  if (IsRefund(fact) && !fact.group_by.empty()) {
    section.Wrong("match", "a refund is matched row by row, without group_by");
  }
  YamlSection inside(node, section.PathOf("match"), errors_);
  if (!node.IsMap()) return;
  MatchMapping match;
  match.fact =
      inside.NeedText("fact", "the name of the earlier fact").value_or("");
  if (IsRefund(fact)) {
    ParseRefundMatch(inside, match);
  } else {
    ParseCopyMatch(inside, fact, match);
  }
  inside.Close();
  fact.match = std::move(match);
}

void FactParser::ParseRefundMatch(YamlSection& section, MatchMapping& match) {
  section.Need("sku", "what is given back, as the sale's lines call it");
  match.sku = values_.ParseText(section, "sku");
  const YAML::Node quantity = section.Need("quantity", "how many come back");
  const YAML::Node amount = section.Need("amount", "how much is paid back");
  if (quantity.IsDefined()) {
    match.quantity =
        values_.ToExpression(quantity, section.PathOf("quantity"), false);
  }
  if (amount.IsDefined()) {
    match.amount = values_.ToExpression(amount, section.PathOf("amount"), true);
  }
}

void FactParser::ParseCopyMatch(YamlSection& section, const FactMapping& fact,
                                MatchMapping& match) {
  section.Need("key", "what both facts have in common");
  match.key = values_.ParseText(section, "key");
  match.optional = section.Flag("optional").value_or(false);
  const auto name = section.NeedText("set", "the field to copy");
  if (!name) return;
  auto field = ResolveField(*fact.body->message_type(), *name);
  if (!field.ok()) {
    section.Wrong("set", std::string(field.status().message()));
  } else if (!IsSingleText(*field)) {
    section.Wrong("set", "only a single text can be copied");
  } else {
    match.copies = *std::move(field);
  }
}

void FactParser::CheckBusinessId(const YamlSection& section,
                                 const FactMapping& fact) {
  const auto* id = BusinessId(*fact.body->message_type());
  if (id == nullptr) return;
  const bool copied = fact.match && !IsRefund(fact) &&
                      !fact.match->copies.steps.empty() &&
                      fact.match->copies.steps[0] == id;
  const bool set = std::any_of(
      fact.settings.begin(), fact.settings.end(),
      [&](const FieldSetting& s) { return s.field.steps[0] == id; });
  if (set || copied) return;
  errors_.Add(section.node(), section.PathOf("set"),
              Concat({fact.body->name(), " needs ", id->name()}));
}

void FactParser::CheckKey(YamlSection& section, const FactMapping& fact) {
  const bool nobody = fact.customer_id.empty();
  if (nobody && !MayBeAnonymous(*fact.body)) {
    section.Need("customer_id",
                 Concat({fact.body->name(), " is always about a customer"}));
  } else if (nobody && fact.store_id.empty()) {
    section.Need("customer_id", "a customer or a store_id is needed");
  }
}

std::optional<FieldSetting> FactParser::ParseSetting(
    const pb::Descriptor& message, const std::string& name,
    const YAML::Node& node, const std::string& path) {
  auto field = ResolveField(message, name);
  if (!field.ok()) {
    errors_.Add(node, path, std::string(field.status().message()));
    return std::nullopt;
  }
  switch (KindOf(*field)) {
    case FieldKind::kNumber:
      return FieldSetting{*field, values_.ToExpression(node, path, false)};
    case FieldKind::kMoney:
      return FieldSetting{*field, values_.ToExpression(node, path, true)};
    case FieldKind::kInstant:
      return FieldSetting{*field, values_.ParseInstantRule(node, path)};
    case FieldKind::kTexts:
      return FieldSetting{*field, values_.ToTemplates(node, path)};
    case FieldKind::kText:
      break;
    case FieldKind::kGroup:
      errors_.Add(node, path,
                  Concat({name,
                          " is set by its fields, or stands beside "
                          "`set` as lines do"}));
      return std::nullopt;
  }
  TextTemplate text = values_.ToTemplate(node, path);
  if (text.constant() && !text.empty()) {
    const auto wrong = FindWrongText(*field, text.pieces[0].literal);
    if (wrong) errors_.Add(node, path, *wrong);
  }
  return FieldSetting{*field, std::move(text)};
}

}  // namespace laurel
