{% load static %}"use strict";
// Scope is the whole site; what it answers is the form without a network (worker.js).
const VERSION = "{{ version }}";
const PAGE = "{% url 'send-offline' %}";
const SHELL = [PAGE{% for file in files %}, "{{ file }}"{% endfor %}];
const FIRST = "{% url 'send-step' 'viec' %}";
const PAGES = ["{% url 'citizens' %}", "{% url 'send' %}"];
const PUZZLE = "{% url 'send-puzzle' %}";
const TAKE = "{% url 'send-offline-take' %}";
importScripts("{% static 'portal/puzzle.js' %}", "{% static 'portal/worker.js' %}");
